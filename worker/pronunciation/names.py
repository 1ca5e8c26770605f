"""Names of the news that espeak mispronounces, with the phonemes that newsreaders use.

Stress marks stand directly before the vowel, as in the text that the voices were trained with.
"""

_PLACES = """
Ababa ˈæbəbə; Abidjan ˌæbɪdʒˈɑːn; Abuja əbˈuːdʒə; Alnwick ˈænɪk; Bakhmut bɑːkmˈuːt;
Basel bˈɑːzəl; Beaulieu bjˈuːli; Belvoir bˈiːvɚ; Benin bənˈiːn; Bexar bˈɛɹ; Bicester bˈɪstɚ;
Bruges bɹˈuːʒ; Bujumbura bˌuːdʒəmbˈʊɹə; Bundestag bˈʊndəstˌɑːɡ; Busan bˈuːsɑːn; Bushehr buːʃˈɛɹ;
Chongqing tʃˌʊŋtʃˈɪŋ; Culzean kəlˈeɪn; Dnipro dənˈiːpɹoʊ; Donbas dɑːnbˈɑːs;
Dushanbe duːʃˈɑːnbeɪ; Eilat eɪlˈɑːt; Erbil ɛɹbˈiːl; Gdańsk ɡədˈænsk; Gitega ɡɪtˈeɪɡə;
Guadalajara ɡwˌɑːdələhˈɑːɹə; Guangdong ɡwˌɑːŋdˈʊŋ; Guangzhou ɡwˌɑːŋdʒˈoʊ; Gwangju ɡwˈɑːŋdʒuː;
Haifa hˈaɪfə; Hangzhou hˌɑːŋdʒˈoʊ; Hodeidah hoʊdˈeɪdə; Hokkaido hɔkˈaɪdoʊ; Homs hˈɔmz;
Ibiza ɪbˈiːθə; Idlib ˈɪdlɪb; Itaewon iːtˈeɪwɑːn; Juárez hwˈɑːɹɛz; Kabul kˈɑːbʊl;
Kaliningrad kəlˈiːnɪŋɡɹˌæd; Karachi kəɹˈɑːtʃi; Kherson kɛɹsˈɔːn; Kiribati kˈɪɹɪbæs;
Kolkata koʊlkˈɑːtə; Kunming kˌʊnmˈɪŋ; Kyiv kˈiːv; Lanzarote lˌænzəɹˈɔti; Laoghaire lˈɪɹi;
Leominster lˈɛmstɚ; Leverkusen lˈeɪvɚkˌuːzən; Lilongwe lɪlˈɔːŋweɪ; Liège liˈɛʒ;
Loughborough lˈʌfbɚɹə; Lviv ləvˈiːv; Mackinac mˈækɪnˌɔː; Magdalen mˈɔːdlɪn; Majuro mədʒˈʊɹoʊ;
Maputo məpˈuːtoʊ; Mariupol mˌæɹiˈuːpəl; Marylebone mˈɑːɹləbən; Milngavie mʌlɡˈaɪ;
Mosul moʊsˈuːl; N'Djamena əndʒɑːmˈeɪnə; Nauru nɑːˈuːɹuː; Naypyidaw nˌeɪpjiːdˈɔː;
Niamey njˈɑːmeɪ; Nijmegen nˈaɪmeɪɡən; Oaxaca wəhˈɑːkə; Odesa oʊdˈɛsə; Odessa oʊdˈɛsə;
Oireachtas ˈɛɹəktəs; Ossetia ɑːsˈɛtiə; Palau pəlˈaʊ; Phnom pənˈɔːm; Phuket puːkˈɛt;
Qatar kətˈɑːɹ; Qingdao tʃˌɪŋdˈaʊ; Rafah ɹˈɑːfə; Reichstag ɹˈaɪkstɑːɡ; Salaam səlˈɑːm;
Schuylkill skˈuːkəl; Sderot sdɛɹˈoʊt; Sejm sˈeɪm; Senedd sˈɛnɛð; Shenzhen ʃʌndʒˈʌn;
Sichuan sɪtʃwˈɑːn; Southwark sˈʌðɚk; Srebrenica sɹˌɛbɹənˈiːtsə; Storting stˈɔːɹtɪŋ;
Suzhou suːdʒˈoʊ; Tartus tɑːɹtˈuːs; Tbilisi təbɪlˈiːsi; Tegucigalpa teɪɡˌuːsɪɡˈælpə;
Tiananmen tjˈɛnɑːnmˌɛn; Tigray tɪɡɹˈaɪ; Towcester tˈoʊstɚ; Tshwane tswˈɑːneɪ; Türkiye tˈʊɹkijeɪ;
Urumqi uːɹˈuːmtʃi; Utrecht jˈuːtɹɛkt; Uvalde juːvˈældi; Versailles vɛɹsˈaɪ; Wroclaw vɹˈɔːtswɑːf;
Wrocław vɹˈɔːtswɑːf; Xinjiang ʃˌɪndʒjˈɑːŋ; Xizang ʃiːzˈɑːŋ; Yamoussoukro jˌæmuːsˈuːkɹoʊ;
Yaoundé jɑːˈuːndeɪ; Zaporizhzhia zˌæpɚɹˈiːʒə; Zhejiang dʒˌʌdʒjˈɑːŋ; Łódź wˈuːtʃ
"""

_PEOPLE = """
Abbas ɑːbˈɑːs; Abiy ˈɑːbi; Abramovich əbɹˈɑːmoʊvˌɪtʃ; Alcaraz ˈælkəɹˌæz; Aliyev ɑːlˈiːjɛf;
Aoun ˈaʊn; Arévalo ɑːɹˈeɪvəlˌoʊ; Assange əsˈɑːnʒ; Baerbock bˈɛɹbɔk; Barak bəɹˈɑːk;
Barnier bɑːɹnjˈeɪ; Bhutto bˈuːtoʊ; Boluarte bˌoʊluˈɑːɹteɪ; Boric bˈɔːɹɪtʃ; Borrell bɔːɹˈɛl;
Buhari buːhˈɑːɹi; Bukele buːkˈeɪleɪ; Buttigieg bˈuːtɪdʒˌɪdʒ; Camus kæmˈuː; Chalamet ʃˈæləmˌeɪ;
Chirac ʃɪɹˈæk; Cholmondeley tʃˈʌmli; Chopin ʃˈoʊpæn; Cillian kˈɪliən; Conte kˈɔːnteɪ;
Darmanin dˌɑːɹmənˈæn; Dissanayake dˌɪsənˈaɪəkə; Djokovic dʒˈoʊkəvˌɪtʃ; Doncic dˈɔːntʃɪtʃ;
Dončić dˈɔːntʃɪtʃ; Draghi dɹˈɑːɡi; Duplantis duːplˈɑːntɪs; Duterte duːtˈɛɹteɪ;
Dvořák dəvˈɔːɹʒæk; Eilidh ˈeɪli; Eoin ˈoʊɪn; Erdogan ˈɛɹdoʊˌɑːn; Erdoğan ˈɛɹdoʊˌɑːn;
Evenepoel ˈeɪvənəpuːl; Farage fɚɹˈɑːʒ; Favre fˈɑːɹv; Feijóo feɪhˈoʊ; Fiala fiˈɑːlə;
Gaddafi ɡədˈɑːfi; Gaetz ɡˈeɪts; Ghebreyesus ɡˌɛbɹəjˈeɪsəs; Ghislaine ɡɪlˈeɪn; Giannis jˈɑːnɪs;
Giorgia dʒˈɔːɹdʒə; Giscard ʒɪskˈɑːɹ; Giuliani dʒˌuːliˈɑːni; Goethe ɡˈɜːtə; Guaidó ɡwaɪdˈoʊ;
Guterres ɡuːtˈɛɹɛs; Gvir ɡəvˈɪɹ; Habeck hˈɑːbɛk; Halevi həlˈeɪvi; Haniyeh hɑːnˈiːjə;
Hasina həsˈiːnə; Hichilema hˌɪtʃɪlˈeɪmə; Hochul hˈoʊkəl; Hollande ɔːlˈɑːnd; Houthi hˈuːθi;
Houthis hˈuːθiz; Hsien ʃjˈɛn; Hussein huːsˈeɪn; Ingebrigtsen ˈɪŋəbɹˌɪɡtsən; Iohannis joʊhˈɑːnɪs;
Itamar ˈiːtəmˌɑːɹ; Iweala ˌiːweɪˈɑːlə; Jae dʒˈeɪ; Jaishankar dʒˌaɪʃˈʌŋkɚ; Jannik jˈænɪk;
Jinping dʒɪnpˈɪŋ; Joaquin wɑːkˈiːn; Jokic jˈoʊkɪtʃ; Jokić jˈoʊkɪtʃ; Jokowi dʒoʊkˈoʊwi;
Jürgen jˈɜːɡən; Kaczynski kətʃˈɪnski; Kaepernick kˈæpɚnɪk; Kagame kəɡˈɑːmeɪ;
Kipchoge kɪptʃˈoʊɡeɪ; Kirchner kˈɪɹʃnɚ; Krzyzewski ʃəʃˈɛfski; Kylian kiːljˈɑːn;
Lagarde ləɡˈɑːɹd; Leclerc ləklˈɛɹ; Lecornu ləkɔːɹnˈuː; Leyen lˈaɪən; Li lˈiː; Macron məkɹˈoʊn;
Maduro mədˈʊɹoʊ; Magyar mˈɑːdjɑːɹ; Mahomes məhˈoʊmz; Mbappe əmbˈɑːpeɪ; Mbappé əmbˈɑːpeɪ;
Melenchon mˌeɪlɑːnʃˈoʊn; Merz mˈɛɹts; Micheál mˈiːhɔːl; Milei mɪlˈeɪ; Minh mˈɪn;
Mishustin mɪʃˈuːstɪn; Mladenov mlædˈɛnɔf; Mnangagwa mənɑːŋɡˈɑːɡwə; Modric mˈɔːdɹɪtʃ;
Modrić mˈɔːdɹɪtʃ; Morales mɚɹˈɑːlɛs; Morawiecki mˌɔːɹɑːvjˈɛtski; Mourinho mɔːɹˈiːnjoʊ;
Mubarak muːbˈɑːɹək; Museveni mˌuːsəvˈeɪni; Mélenchon mˌeɪlɑːnʃˈoʊn; Nadal nədˈɑːl;
Navalny nəvˈɑːlni; Nawrocki nɑːvɹˈɔːtski; Nayib nɑːjˈiːb; Ngozi əŋɡˈoʊzi; Nguyen wˈɪn;
Niamh nˈiːv; Noem nˈoʊm; Ocasio oʊkˈɑːsioʊ; Orban ˈɔːɹbɑːn; Orbán ˈɔːɹbɑːn; Ortega ɔːɹtˈeɪɡə;
Paetongtarn pɛtˌɔːŋtˈɑːn; Peres pˈɛɹɛs; Piastri piˈæstɹi; Pichai pɪtʃˈaɪ; Poel pˈuːl;
Pogacar poʊɡˈɑːtʃɑːɹ; Pogačar poʊɡˈɑːtʃɑːɹ; Poilievre pwˈɑːliˌɛv; Prayut pɹəjˈuːt;
Prigozhin pɹɪɡˈoʊʒɪn; Proust pɹˈuːst; Puigdemont pˌuːdʒdəmˈɔːn; Putin pˈuːtɪn; Qiang tʃjˈɑːŋ;
Qin tʃˈɪn; Raducanu ɹˌædəkˈɑːnuː; Raisi ɹaɪˈiːsi; Rajoy ɹɑːhˈɔɪ; Ramaswamy ɹˌɑːməswˈɑːmi;
Retailleau ɹətaɪˈoʊ; Rishi ɹˈɪʃi; Rohingya ɹoʊhˈɪndʒə; Rutte ɹˈʌtə; Sabalenka sˌæbəlˈɛŋkə;
Saddam sədˈɑːm; Sainz sˈaɪnts; Sanae sɑːnˈaɪ; Sarkozy sˌɑːɹkoʊzˈiː; Scholz ʃˈɔlts;
Schoof skˈoʊf; Scorsese skɔːɹsˈeɪzi; Sergey sˈɛɹɡeɪ; Sharaa ʃˈɑːɹə; Shtayyeh ʃtˈaɪə;
Sotomayor sˌoʊtoʊmaɪˈɔːɹ; Srettha sˈɛtə; Sunak sˈuːnæk; Swiatek ʃviˈɔntɛk; Syrskyi sˈɪɹski;
Szijjártó sˈiːjɑːɹtoʊ; Sánchez sˈɑːntʃɛs; Tadej tˈɑːdeɪ; Takaichi tˌɑːkaɪˈiːtʃi;
Tchiani tʃiˈɑːni; Tebboune təbˈuːn; Thaksin tˈæksɪn; Thunberg tˈuːnbɜːɡ; Thune θˈuːn;
Tinubu tɪnˈuːbuː; Trzaskowski tʃəskˈɔːfski; Tshisekedi tʃˌiːsɪkˈeɪdi; Tsipras tsˈiːpɹəs;
Türk tˈʊɹk; Umerov uːmˈɛɹɑːf; Uyghur wˈiːɡʊɹ; Uyghurs wˈiːɡʊɹz; Verstappen vɚstˈɑːpən;
Vingegaard vˈɪŋəɡɔːɹ; Vivek vɪvˈeɪk; Volodymyr vˌɑːlədˈiːmɪɹ; Vucic vˈuːtʃɪtʃ; Vučić vˈuːtʃɪtʃ;
Wagenknecht vˈɑːɡənknɛxt; Wang wˈɑːŋ; Weidel vˈaɪdəl; Wickremesinghe wˌɪkɹəməsˈɪŋɡə;
Wilders vˈɪldɚz; Wong wˈɔːŋ; Xavi ʃˈɑːvi; Xi ʃˈiː; Xia ʃjˈɑː; Xiao ʃjˈaʊ; Xiaoping ʃjˌaʊpˈɪŋ;
Xu ʃˈuː; Yglesias ɪɡlˈeɪsiəs; Yoon jˈuːn; Zaluzhnyi zəlˈuːʒni; Zedong dzədˈʊŋ;
Zelenskyy zəlˈɛnski; Zhang dʒˈɑːŋ; Zhao dʒˈaʊ; Zhou dʒˈoʊ; Zverev zvˈɛɹɛf; Świątek ʃviˈɔntɛk
"""

_OTHERS = """
ACAS ˈeɪkæs; acetaminophen əsˌiːtəmˈɪnəfən; Ajax ˈaɪæks; AMLO ˈæmloʊ; Arnault ɑːɹnˈoʊ;
ASBO ˈæzboʊ; ASML ˌeɪɛsɛmˈɛl; Auchan oʊʃˈɑːn; Baidu bˈaɪduː; Bayern bˈaɪɚn;
BioNTech bˈaɪoʊntˌɛk; Bouygues bwˈiːɡ; CAPTCHA kˈæptʃə; Carrefour kˈæɹəfˌʊɹ; Citroën sˈɪtɹoʊən;
CPAC sˈiːpæk; Cymru kˈʌmɹi; DEFRA dˈɛfɹə; Deutsche dˈɔɪtʃə; Dáil dˈɔɪl;
Fenerbahce fˌɛnɚbˈɑːtʃeɪ; Fenerbahçe fˌɛnɚbˈɑːtʃeɪ; fentanyl fˈɛntənɪl; Feyenoord fˈaɪənˌɔːɹt;
Fianna fˈiːənə; FIDE fˈiːdeɪ; FTSE fˈʊtsi; Fáil fˈɔɪl; Féin fˈeɪn; Gardaí ɡɑːɹdˈiː;
Givenchy ʒˌiːvɑːnʃˈiː; gnocchi njˈɑːki; Gulag ɡˈuːlæɡ; GULAG ɡˈuːlæɡ; Hermès ɛɹmˈɛz;
Huawei wˈɑːweɪ; ISIL ˈaɪsɪl; Juventus juːvˈɛntəs; metformin mɛtfˈɔːɹmɪn;
mifepristone mˌɪfəpɹˈɪstoʊn; misoprostol mˌaɪsoʊpɹˈɔstɔl; Nike nˈaɪki; Novartis noʊvˈɑːɹtɪs;
Novichok nˈoʊvɪtʃˌɔk; Nvidia ɛnvˈɪdiə; Ozempic oʊzˈɛmpɪk; Peugeot pɚʒˈoʊ; PFAS pˈiːfæs;
Porsche pˈɔːɹʃə; Riksbank ɹˈɪksbæŋk; Roche ɹˈoʊʃ; Sberbank zbˈɛɹbæŋk; Spiegel ʃpˈiːɡəl;
Stellantis stɛlˈæntɪs; STOXX stˈɑːks; Suisse swˈiːs; Taoiseach tˈiːʃək; Temu tˈiːmuː;
Tánaiste tˈɔːnɪʃtə; UNESCO juːnˈɛskoʊ; UNRWA ˈʌnɹə; USAID jˌuːɛsˈeɪd; Vuitton vwiːtˈɑːn;
Wegovy wɪɡˈoʊvi; Weibo wˈeɪboʊ; Xiaomi ʃjˈaʊmi; Xinhua ʃˌɪnhwˈɑː
"""

NAMES = {
    written: ipa
    for table in (_PLACES, _PEOPLE, _OTHERS)
    for written, ipa in map(str.split, table.split(";"))
}
"""Written form -> phonemes."""
