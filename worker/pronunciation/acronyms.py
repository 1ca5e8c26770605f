"""Acronyms: words in capitals that are said as words, and initialisms that are spelled.

Both stay in capitals in the text. This module distinguishes them from words in capitals for
emphasis, such as in headlines, and tells an engine to spell a word such as "IMF".
"""

SAID_AS_WORDS = frozenset(
    "ACAS AIDS AIPAC ANZAC APEC ASCII ASEAN ASBO AUKUS AWACS BASIC BATNEEC BREXIT BRICS CAPTCHA "
    "CENTCOM CERN  CITES COBOL COBRA COP COVID DACA DARPA DEFRA DREAM ECOWAS EFTA EPCOT ERASMUS "
    "EURATOM EUROPOL  FAANG FEMA FICO FIDE FIFA FINRA FOMO FRONTEX GAAP GATT GAVI GIF GULAG HAMAS "
    "HIPAA HUAC IKEA  INTERPOL IRENA ISIS ISIL JPEG LASER LIDAR MENSA MERCOSUR MERS MIRV MOMA "
    "NAFTA NASA NASCAR NASDAQ  NATO NIMBY NORAD NOAA OFCOM OFGEM OFSTED OPEC OSHA PAC PATCO PETA "
    "PIN POTUS POW RADAR RAM RICO ROM  SADC SALT SARS SCOTUS SCUBA SEAL SEALS SIM SONAR START "
    "STEM SWAT SWIFT TASER TEFL UEFA UKIP UNESCO  UNICEF UNHABITAT UNIDO UNRWA USMCA VAT VISTA "
    "WASP WAGS WIFI YOLO ZIP".split()
) - {"POW", "USMCA", "UNHABITAT", "VAT"}
"""Acronyms that are pronounced."""

INITIALISMS = frozenset(
    "ABC ADHD AFD AFL AFP AI AMC ANC AOL AP ATM BA BAE BBC BJP BLM BMW BP CBO CBS CCP CCTV CDC "
    "CDU CEO CEOS CFO  CFTC CGI CIA CIO CNBC CNN COO CPAC CPI CPR CPS CSU CTO CV DC DEA DHS DIY "
    "DMV DNA DNC DOJ DOE DOD DPP  DUI DVD ECB ECHR EDF EEOC EPA ESPN EU EV EVS FA FAA FAQ FBI FCC "
    "FCO FDA FDIC FDP FIA FTC FTSE FSB  GCHQ GDP GMO GOP GPS GPU GRU GSK HBO HIV HMRC HP HPV HQ "
    "HR HS HSBC IAEA IBM ICBM ICC ICJ ICU  ID IDF IED ILO IMF IOC IP IPCC IPO IPOS IQ IRA IRGC "
    "IRS ISP ITV IVF IWF JFK JPMC JR KGB KKK KFC LA  LAPD LED LGBT LGBTQ LNG LSE MBA MEP MEPS MGM "
    "MI MIT MLB MLK MLS MMA MP MPS MRI MSF MTV NBA NBC NCAA NDA NFL  NGO NGOS NHL NHS NHTSA NIH "
    "NLRB NPR NRA NSA NSC NSF NTSB NWA NY NYC NYPD NYT OAS OECD OK ONS OSCE PBS PC PCR  PGA PHD "
    "PKK PLC PLO PM PMS PPE PR PTSD QAA QC RAF RBS RCMP RFK RNC RNLI ROTC RSF RSPCA RV SAS SEC "
    "SMS SNP SOS SPD SSA SUV  SUVS TSA TSMC TUC TV TVS UAE UAW UCLA UFC UFO UFOS UK UN UNHCR UPS "
    "URL US USA USAF USAID USB USC USDA USPS VA VAR VC VIP  VIPS VP VPN VR WEF WFP WHO WSJ WTA "
    "WTO WWE WWF WWI WWII YMCA XL EST EDT CST PST GMT BST UTC CET ET PT AM FM".split()
)
"""Initialisms that are spelled."""

_EMPHASIZED = frozenset(
    "ALL AND ANY ARE BUT CAN DID DO FOR GET HAD HAS HER HIM HIS HOW IF IN IS ITS MAY ME MY NEW NO "
    "NOT  NOW OF OFF OLD ON ONE OR OUR OUT SHE SO SAY THE TOO TOP TWO WAS WAY WE WHY YES YET YOU "
    "AN AS AT BE BY GO HE TO UP".split()
)
_VOWELS = frozenset("AEIOUY")


def is_known(word: str) -> bool:
    """Return True if a word in capitals is a common acronym or initialism of the news."""
    return word in SAID_AS_WORDS or word in INITIALISMS


def is_spelled(word: str) -> bool:
    """Return True if a word in capitals is spelled letter by letter.

    An unknown word is spelled if it is short or has too few vowels to be pronounced.
    """
    if word in INITIALISMS:
        return True
    if word in SAID_AS_WORDS or word in _EMPHASIZED:
        return False
    vowels = [letter in _VOWELS for letter in word]
    if len(word) < 4 or not any(vowels):
        return True
    sounds_like_a_word = any(vowels[1:-1]) and not any(
        not (a or b or c) for a, b, c in zip(vowels, vowels[1:], vowels[2:], strict=False)
    )
    return not sounds_like_a_word
