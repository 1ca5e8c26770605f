"""Names of the news that espeak mispronounces, with the phonemes that newsreaders use.

Stress marks stand directly before the vowel, as in the text that the voices were trained with.
"""

_PLACES = """
Ababa ˈæbəbə; Abidjan ˌæbɪdʒˈɑːn; Abuja əbˈuːdʒə; Alnwick ˈænɪk; Bakhmut bɑːkmˈuːt;
Basel bˈɑːzəl; Bayeux baɪˈuː; Beaulieu bjˈuːli; Belvoir bˈiːvɚ; Benin bənˈiːn; Bergen bˈɜːɡən;
Bexar bˈɛɹ; Bicester bˈɪstɚ; Bilbao bɪlbˈaʊ; Bordeaux bɔːɹdˈoʊ; Bournemouth bˈɔːɹnməθ;
Brno bˈɜːnoʊ; Bruges bɹˈuːʒ; Bujumbura bˌuːdʒəmbˈʊɹə; Bundestag bˈʊndəstˌɑːɡ; Busan bˈuːsɑːn;
Bushehr buːʃˈɛɹ; Butte bjˈuːt; Caen kˈɑːn; Cagliari kˈɑːljɑːɹi; Calais kælˈeɪ; Chamonix ʃˈæməni;
Chattanooga tʃˌætənˈuːɡə; Chautauqua ʃətˈɔːkwə; Chongqing tʃˌʊŋtʃˈɪŋ; Cluj klˈuːʒ; Cobh kˈoʊv;
Culzean kəlˈeɪn; Debrecen dˈɛbɹətsɛn; Dnipro dənˈiːpɹoʊ; Donbas dɑːnbˈɑːs; Dubuque dəbjˈuːk;
Duluth dəlˈuːθ; Dushanbe duːʃˈɑːnbeɪ; Edina idˈaɪnə; Eilat eɪlˈɑːt; Erbil ɛɹbˈiːl;
Fauquier fɔːkˈɪɹ; Fowey fˈɔɪ; Freiburg fɹˈaɪbɜːɡ; Gaeltacht ɡˈeɪltəxt; Gdańsk ɡədˈænsk;
Gelsenkirchen ɡˈɛlzənkˌɪɹxən; Getafe hɛtˈɑːfeɪ; Gila hˈiːlə; Girona dʒɪɹˈoʊnə; Gitega ɡɪtˈeɪɡə;
Grenoble ɡɹənˈoʊbəl; Groningen ɡɹˈoʊnɪŋən; Guadalajara ɡwˌɑːdələhˈɑːɹə; Guangdong ɡwˌɑːŋdˈʊŋ;
Guangzhou ɡwˌɑːŋdʒˈoʊ; Gwangju ɡwˈɑːŋdʒuː; Haifa hˈaɪfə; Hangzhou hˌɑːŋdʒˈoʊ;
Haverhill hˈeɪvɹɪl; Hawick hˈɔɪk; Hodeidah hoʊdˈeɪdə; Hokkaido hɔkˈaɪdoʊ; Homs hˈɔmz;
Iași jˈɑːʃ; Ibiza ɪbˈiːθə; Idlib ˈɪdlɪb; Itaewon iːtˈeɪwɑːn; Juárez hwˈɑːɹɛz; Kabul kˈɑːbʊl;
Kaliningrad kəlˈiːnɪŋɡɹˌæd; Karachi kəɹˈɑːtʃi; Katowice kˌɑːtəvˈiːtsə; Kherson kɛɹsˈɔːn;
Kiribati kˈɪɹɪbæs; Kolkata koʊlkˈɑːtə; Košice kˈɔːʃɪtseɪ; Kunming kˌʊnmˈɪŋ; Kyiv kˈiːv;
Lanai lənˈaɪ; Lanzarote lˌænzəɹˈɔti; Laoghaire lˈɪɹi; Laois lˈiːʃ; Laredo ləɹˈeɪdoʊ;
Leominster lˈɛmstɚ; Leverkusen lˈeɪvɚkˌuːzən; Lewes lˈuːɪs; Lille lˈiːl; Lilongwe lɪlˈɔːŋweɪ;
Liège liˈɛʒ; Lough lˈɑːk; Loughborough lˈʌfbɚɹə; Lviv ləvˈiːv; Lyon liːˈoʊn; Mackinac mˈækɪnˌɔː;
Magdalen mˈɔːdlɪn; Mainz mˈaɪnts; Majuro mədʒˈʊɹoʊ; Maputo məpˈuːtoʊ; Mariupol mˌæɹiˈuːpəl;
Marylebone mˈɑːɹləbən; Mexia məhˈeɪə; Milngavie mʌlɡˈaɪ; Montpellier mˌoʊnpɛljˈeɪ;
Mosul moʊsˈuːl; Mousehole mˈaʊzəl; München mˈʊnxən; N'Djamena əndʒɑːmˈeɪnə; Nantes nˈɑːnt;
Natchitoches nˈækətəʃ; Nauru nɑːˈuːɹuː; Naypyidaw nˌeɪpjiːdˈɔː; Niamey njˈɑːmeɪ;
Nijmegen nˈaɪmeɪɡən; Nîmes nˈiːm; Oaxaca wəhˈɑːkə; Odense ˈoʊdənsə; Odesa oʊdˈɛsə;
Odessa oʊdˈɛsə; Oireachtas ˈɛɹəktəs; Olathe oʊlˈeɪθə; Ossetia ɑːsˈɛtiə; Paducah pədˈuːkə;
Palau pəlˈaʊ; Phnom pənˈɔːm; Phuket puːkˈɛt; Poughkeepsie pəkˈɪpsi; Puyallup pjuːˈɑːləp;
Qatar kətˈɑːɹ; Qingdao tʃˌɪŋdˈaʊ; Racine ɹəsˈiːn; Rafah ɹˈɑːfə; Reichstag ɹˈaɪkstɑːɡ;
Reims ɹˈæns; Rennes ɹˈɛn; Rouen ɹuːˈɑːn; Salaam səlˈɑːm; Salina səlˈaɪnə;
Schenectady skənˈɛktədi; Schuylkill skˈuːkəl; Sderot sdɛɹˈoʊt; Seanad ʃˈænəd;
Secaucus sɪkˈɔːkəs; Sejm sˈeɪm; Senedd sˈɛnɛð; Sequim skwˈɪm; Shenzhen ʃʌndʒˈʌn;
Sichuan sɪtʃwˈɑːn; Skaneateles skˌæniˈætləs; Southwark sˈʌðɚk; Srebrenica sɹˌɛbɹənˈiːtsə;
Storting stˈɔːɹtɪŋ; Suzhou suːdʒˈoʊ; Szeged sˈɛɡɛd; Tallahassee tˌæləhˈæsi; Tartus tɑːɹtˈuːs;
Tbilisi təbɪlˈiːsi; Tchoupitoulas tʃˌɑːpɪtˈuːləs; Tegucigalpa teɪɡˌuːsɪɡˈælpə;
Teignmouth tˈɪnməθ; Tempe tˈɛmpi; Thessaloniki θˌɛsələnˈiːki; Tiananmen tjˈɛnɑːnmˌɛn;
Tigray tɪɡɹˈaɪ; Tooele tuːˈɪlə; Towcester tˈoʊstɚ; Tshwane tswˈɑːneɪ; Tuscaloosa tˌʌskəlˈuːsə;
Tynemouth tˈaɪnməθ; Türkiye tˈʊɹkijeɪ; Uppsala ˈʊpsɑːlə; Urumqi uːɹˈuːmtʃi; Utrecht jˈuːtɹɛkt;
Uvalde juːvˈældi; Versailles vɛɹsˈaɪ; Waikiki wˌaɪkɪkˈiː; Woburn wˈuːbɚn; Wroclaw vɹˈɔːtswɑːf;
Wrocław vɹˈɔːtswɑːf; Xinjiang ʃˌɪndʒjˈɑːŋ; Xizang ʃiːzˈɑːŋ; Yamoussoukro jˌæmuːsˈuːkɹoʊ;
Yaoundé jɑːˈuːndeɪ; Ynys ˈʌnɪs; Yreka waɪɹˈiːkə; Zaporizhzhia zˌæpɚɹˈiːʒə; Zhejiang dʒˌʌdʒjˈɑːŋ;
Łódź wˈuːtʃ
"""

_PEOPLE = """
Abbas ɑːbˈɑːs; Abiy ˈɑːbi; Abramovich əbɹˈɑːmoʊvˌɪtʃ; Adichie ədˈiːtʃeɪ; Alcaraz ˈælkəɹˌæz;
Aliassime ˌæliæsˈiːm; Aliyev ɑːlˈiːjɛf; Allende ɑːjˈɛndeɪ; Aoun ˈaʊn; Arévalo ɑːɹˈeɪvəlˌoʊ;
Assange əsˈɑːnʒ; Baerbock bˈɛɹbɔk; Barak bəɹˈɑːk; Barnier bɑːɹnjˈeɪ; Berlioz bˈɛɹlioʊz;
Bhutto bˈuːtoʊ; Binoche bɪnˈoʊʃ; Bizet biːzˈeɪ; Boluarte bˌoʊluˈɑːɹteɪ; Borges bˈɔːɹhɛs;
Boric bˈɔːɹɪtʃ; Borrell bɔːɹˈɛl; Bruegel bɹˈɔɪɡəl; Buhari buːhˈɑːɹi; Bukele buːkˈeɪleɪ;
Buttigieg bˈuːtɪdʒˌɪdʒ; Camus kæmˈuː; Canelo kənˈɛloʊ; Casemiro kˌæzəmˈiːɹoʊ; Celine səlˈiːn;
Chalamet ʃˈæləmˌeɪ; Charlize ʃɑːɹlˈiːz; Chirac ʃɪɹˈæk; Chiwetel tʃˈuːətɛl; Cholmondeley tʃˈʌmli;
Chopin ʃˈoʊpæn; Ciarán kˈɪɹɑːn; Cillian kˈɪliən; Coelho koʊˈɛljoʊ; Coen kˈoʊən;
Coetzee kʊtsˈiːə; Conte kˈɔːnteɪ; Courtois kuːɹtwˈɑː; Cuarón kwɑːɹˈoʊn; Céline səlˈiːn;
Cézanne seɪzˈæn; Darmanin dˌɑːɹmənˈæn; Debussy dˌɛbjuːsˈiː; DeChambeau dˌiːʃæmbˈoʊ;
Dembélé dˌɛmbɛlˈeɪ; Deneuve dənˈuːv; Depardieu dəpɑːɹdjˈuː; Deschamps dɛʃˈɑːm; Diarmuid dˈɪɹmɪd;
Dissanayake dˌɪsənˈaɪəkə; Djokovic dʒˈoʊkəvˌɪtʃ; Domhnall dˈoʊnəl; Doncic dˈɔːntʃɪtʃ;
Dončić dˈɔːntʃɪtʃ; Draghi dɹˈɑːɡi; Draisaitl dɹˈaɪsaɪtəl; Duplantis duːplˈɑːntɪs;
Duterte duːtˈɛɹteɪ; Dvořák dəvˈɔːɹʒæk; Eilidh ˈeɪli; Ejiofor ˈɛdʒioʊfˌɔːɹ; Embiid ɛmbˈiːd;
Enya ˈɛnjə; Eoin ˈoʊɪn; Erdogan ˈɛɹdoʊˌɑːn; Erdoğan ˈɛɹdoʊˌɑːn; Ernaux ɛɹnˈoʊ;
Evenepoel ˈeɪvənəpuːl; Farage fɚɹˈɑːʒ; Favre fˈɑːɹv; Feijóo feɪhˈoʊ; Fiala fiˈɑːlə;
Gaddafi ɡədˈɑːfi; Gadot ɡədˈoʊt; Gaetz ɡˈeɪts; Gerwig ɡˈɜːwɪɡ; Ghebreyesus ɡˌɛbɹəjˈeɪsəs;
Ghislaine ɡɪlˈeɪn; Giannis jˈɑːnɪs; Giorgia dʒˈɔːɹdʒə; Giroud ʒɪɹˈuː; Giscard ʒɪskˈɑːɹ;
Giuliani dʒˌuːliˈɑːni; Gnabry ɡnˈɑːbɹi; Godard ɡoʊdˈɑːɹ; Goethe ɡˈɜːtə; Gráinne ɡɹˈɔːnjə;
Guaidó ɡwaɪdˈoʊ; Guillermo ɡiːjˈɛɹmoʊ; Gundogan ɡˈʊndoʊɑːn; Guterres ɡuːtˈɛɹɛs; Gvir ɡəvˈɪɹ;
Gyökeres jˈɜːkəɹɛs; Gündogan ɡˈʊndoʊɑːn; Habeck hˈɑːbɛk; Halevi həlˈeɪvi; Haniyeh hɑːnˈiːjə;
Hasina həsˈiːnə; Hichilema hˌɪtʃɪlˈeɪmə; Hideki hˈiːdɛki; Hochul hˈoʊkəl; Hokusai hˈoʊkʊsˌaɪ;
Hollande ɔːlˈɑːnd; Houellebecq wɛlbˈɛk; Houthi hˈuːθi; Houthis hˈuːθiz; Hsien ʃjˈɛn;
Huppert uːpˈɛɹ; Hurkacz hˈʊɹkɑːtʃ; Hussein huːsˈeɪn; Højlund hˈɔɪlʊnd;
Ingebrigtsen ˈɪŋəbɹˌɪɡtsən; Inzaghi ɪnzˈɑːɡi; Iohannis joʊhˈɑːnɪs; Itamar ˈiːtəmˌɑːɹ;
Iweala ˌiːweɪˈɑːlə; Jae dʒˈeɪ; Jaishankar dʒˌaɪʃˈʌŋkɚ; Jannik jˈænɪk; Jinping dʒɪnpˈɪŋ;
Joaquin wɑːkˈiːn; Jokic jˈoʊkɪtʃ; Jokić jˈoʊkɪtʃ; Jokowi dʒoʊkˈoʊwi; Jürgen jˈɜːɡən;
Kaczynski kətʃˈɪnski; Kaepernick kˈæpɚnɪk; Kagame kəɡˈɑːmeɪ; Kanye kˈɑːnjeɪ; Kawhi kəwˈaɪ;
Keoghan kjˈoʊɡən; Kimmich kˈɪmɪx; Kipchoge kɪptʃˈoʊɡeɪ; Kirchner kˈɪɹʃnɚ; Kroos kɹˈoʊs;
Krzyzewski ʃəʃˈɛfski; Kulusevski kˌʊləsˈɛvski; Kvitova kvˈɪtoʊvə; Kylian kiːljˈɑːn;
Kyrgios kˈɪɹiɔs; LaBeouf ləbˈʌf; Lagarde ləɡˈɑːɹd; Leclerc ləklˈɛɹ; Lecornu ləkɔːɹnˈuː;
Ledecky lədˈɛki; Lemieux ləmjˈuː; Leyen lˈaɪən; Li lˈiː; Liszt lˈɪst; Llosa jˈoʊsə;
Lopetegui lˌoʊpətˈeɪɡi; Macron məkɹˈoʊn; Maduro mədˈʊɹoʊ; Magyar mˈɑːdjɑːɹ; Mahomes məhˈoʊmz;
Makhachev mɑːxˈɑːtʃɛf; Matisse mætˈiːs; Mbappe əmbˈɑːpeɪ; Mbappé əmbˈɑːpeɪ;
McConaughey məkˈɑːnəheɪ; Melenchon mˌeɪlɑːnʃˈoʊn; Merz mˈɛɹts; Micheál mˈiːhɔːl; Milei mɪlˈeɪ;
Minaj mɪnˈɑːʒ; Minaur mɪnˈɔːɹ; Minh mˈɪn; Miró mɪɹˈoʊ; Mishustin mɪʃˈuːstɪn; Mladenov mlædˈɛnɔf;
Mnangagwa mənɑːŋɡˈɑːɡwə; Modric mˈɔːdɹɪtʃ; Modrić mˈɔːdɹɪtʃ; Morales mɚɹˈɑːlɛs;
Morawiecki mˌɔːɹɑːvjˈɛtski; Mourinho mɔːɹˈiːnjoʊ; Mubarak muːbˈɑːɹək; Muchova mˈuːxoʊvə;
Museveni mˌuːsəvˈeɪni; Mélenchon mˌeɪlɑːnʃˈoʊn; Nadal nədˈɑːl; Nagelsmann nˈɑːɡəlsmən;
Navalny nəvˈɑːlni; Nawrocki nɑːvɹˈɔːtski; Nayib nɑːjˈiːb; Ncuti ʃˈuːti; Neruda nɛɹˈuːdə;
Neuer nˈɔɪɚ; Ngozi əŋɡˈoʊzi; Nguyen wˈɪn; Niamh nˈiːv; Noem nˈoʊm; Nurmagomedov nˌʊɹməɡəmˈɛdɔf;
Ocasio oʊkˈɑːsioʊ; Oisín ʌʃˈiːn; Oleksandr ˌɑːlɛksˈɑːndɚ; Orban ˈɔːɹbɑːn; Orbán ˈɔːɹbɑːn;
Orlaith ˈɔːɹlə; Ortega ɔːɹtˈeɪɡə; Ousmane uːsmˈɑːn; Pacquiao pˈækjaʊ; Paetongtarn pɛtˌɔːŋtˈɑːn;
Penélope pənˈɛləpi; Peres pˈɛɹɛs; Piastri piˈæstɹi; Pichai pɪtʃˈaɪ; Poel pˈuːl;
Pogacar poʊɡˈɑːtʃɑːɹ; Pogačar poʊɡˈɑːtʃɑːɹ; Poilievre pwˈɑːliˌɛv; Prayut pɹəjˈuːt;
Prigozhin pɹɪɡˈoʊʒɪn; Prokofiev pɹəkˈoʊfiɛf; Proust pɹˈuːst; Puigdemont pˌuːdʒdəmˈɔːn;
Putin pˈuːtɪn; Pádraig pˈɔːdɹɪɡ; Qiang tʃjˈɑːŋ; Qin tʃˈɪn; Qinwen tʃˌɪnwˈɛn; Rabiot ɹˌæbiˈoʊ;
Rachmaninoff ɹɑːkmˈɑːnɪnɔf; Rachmaninov ɹɑːkmˈɑːnɪnɔf; Raducanu ɹˌædəkˈɑːnuː; Raisi ɹaɪˈiːsi;
Rajoy ɹɑːhˈɔɪ; Ramaswamy ɹˌɑːməswˈɑːmi; Raphinha ɹɑːfˈiːnjə; Ravel ɹəvˈɛl; Rembrandt ɹˈɛmbɹænt;
Retailleau ɹətaɪˈoʊ; Rishi ɹˈɪʃi; Rodin ɹoʊdˈæn; Rodrygo ɹɑːdɹˈiːɡoʊ; Rohingya ɹoʊhˈɪndʒə;
Rosalía ɹˌoʊzəlˈiːə; Rutte ɹˈʌtə; Róisín ɹoʊʃˈiːn; Rüdiger ɹˈuːdɪɡɚ; Sabalenka sˌæbəlˈɛŋkə;
Saddam sədˈɑːm; Sainz sˈaɪnts; Salah sˈɑːlɑː; Sanae sɑːnˈaɪ; Saramago sˌæɹəmˈɑːɡoʊ;
Sarkozy sˌɑːɹkoʊzˈiː; Satie sɑːtˈiː; Saëns sˈɑːns; Schauffele ʃˈɔːfli; Schiele ʃˈiːlə;
Scholz ʃˈɔlts; Schoof skˈoʊf; Scorsese skɔːɹsˈeɪzi; Sergey sˈɛɹɡeɪ; Sharaa ʃˈɑːɹə;
Shtayyeh ʃtˈaɪə; Simeone sˌiːmeɪˈoʊneɪ; Siouxsie sˈuːzi; Sotomayor sˌoʊtoʊmaɪˈɔːɹ;
Spieth spˈiːθ; Srettha sˈɛtə; Stegen stˈeɪɡən; Sunak sˈuːnæk; Svitolina svˌɪtəlˈiːnə;
Swiatek ʃviˈɔntɛk; Syrskyi sˈɪɹski; Szijjártó sˈiːjɑːɹtoʊ; Sánchez sˈɑːntʃɛs; Séamus ʃˈeɪməs;
Tadej tˈɑːdeɪ; Tadhg tˈaɪɡ; Takaichi tˌɑːkaɪˈiːtʃi; Tchaikovsky tʃaɪkˈɔfski; Tchiani tʃiˈɑːni;
Tchouaméni tʃwˌɑːmɛnˈi; Tebboune təbˈuːn; Thaksin tˈæksɪn; Thiem tˈiːm; Thunberg tˈuːnbɜːɡ;
Thune θˈuːn; Thuram tʊɹˈɑːm; Tinubu tɪnˈuːbuː; Truffaut tɹuːfˈoʊ; Trzaskowski tʃəskˈɔːfski;
Tshisekedi tʃˌiːsɪkˈeɪdi; Tsipras tsˈiːpɹəs; Tuchel tˈuːxəl; Türk tˈʊɹk; Umerov uːmˈɛɹɑːf;
Usyk ˈuːsɪk; Uyghur wˈiːɡʊɹ; Uyghurs wˈiːɡʊɹz; Varane vəɹˈɑːn; Verdi vˈɛɹdi;
Verstappen vɚstˈɑːpən; Vingegaard vˈɪŋəɡɔːɹ; Vivek vɪvˈeɪk; Volodymyr vˌɑːlədˈiːmɪɹ;
Vucic vˈuːtʃɪtʃ; Vučić vˈuːtʃɪtʃ; Wagenknecht vˈɑːɡənknɛxt; Wang wˈɑːŋ; Weidel vˈaɪdəl;
Wickremesinghe wˌɪkɹəməsˈɪŋɡə; Wilders vˈɪldɚz; Wong wˈɔːŋ; Xabi ʃˈɑːbi; Xavi ʃˈɑːvi; Xi ʃˈiː;
Xia ʃjˈɑː; Xiao ʃjˈaʊ; Xiaoping ʃjˌaʊpˈɪŋ; Xu ʃˈuː; Yglesias ɪɡlˈeɪsiəs; Yoon jˈuːn;
Zaluzhnyi zəlˈuːʒni; Zedong dzədˈʊŋ; Zelenskyy zəlˈɛnski; Zhang dʒˈɑːŋ; Zhao dʒˈaʊ; Zheng dʒˈʌŋ;
Zhou dʒˈoʊ; Zidane zɪdˈɑːn; Zverev zvˈɛɹɛf; Świątek ʃviˈɔntɛk
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
