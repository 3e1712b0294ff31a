"""What made-up event files are made of: the columns of ICEWS, GDELT and MEND, CAMEO codes, and countries."""

from __future__ import annotations

from typing import NamedTuple

ICEWS_COLUMNS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code",
    "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher", "City",
    "District", "Province", "Country", "Latitude", "Longitude",
)  # fmt: skip

_ACTOR = (
    "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code",
    "Type2Code", "Type3Code",
)  # fmt: skip
_GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")

# GDELT 2.0 has 61 columns, and no header.
GDELT_COLUMNS = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate",
    *(f"Actor{n}{part}" for n in (1, 2) for part in _ACTOR),
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions",
    "NumSources", "NumArticles", "AvgTone",
    *(f"{place}_{part}" for place in ("Actor1Geo", "Actor2Geo", "ActionGeo") for part in _GEO),
    "DATEADDED", "SOURCEURL",
)  # fmt: skip

# GDELT 1.0 has no ADM2Code, so 58 columns; before April 2013 it had no SOURCEURL either, so 57.
GDELT_1_COLUMNS = tuple(name for name in GDELT_COLUMNS if not name.endswith("ADM2Code"))

# Two names are misspelt, or odd, in what is published.
MEND_COLUMNS = (
    "med_event_ID", "conflict_country", "conflict_counry_ID", "conflict_id", "med_location - MULTISELECT",
    "med_loc_cty", "med_loc_x", "med_loc_y", "Day", "Month", "Year", "third_party", "third_party_id_GLOPAD",
    "third_party_id", "third_party_id_PAX", "num_med", "med_scope", "individual_med_named", "groupings_mechanisms",
    "local_parties", "local_party_id", "local_indiv_group", "num_local", "if_loc_belig", "agmt", "agmt_name",
    "agmt_id_PAX", "Summary", "source_urls", "shuttle", "med_type",
)  # fmt: skip


class Code(NamedTuple):
    """A CAMEO code: how often some 108,000 rows of ICEWS and 2,800 of GDELT have it, its weight, its name."""

    code: str
    icews: int
    gdelt: int
    intensity: str
    text: str


class Country(NamedTuple):
    """A country: as an actor, as ICEWS names it beside actors, CAMEO and FIPS 10-4 codes, about where, how often."""

    name: str
    icews: str
    alpha3: str
    fips: str
    latitude: int
    longitude: int
    weight: int


# code, rows of ICEWS, rows of GDELT, weight on Goldstein's scale, name
_CODES = """
010 18454 214 0 Make statement
012 588 37 -0.4 Make pessimistic comment
013 736 70 0.4 Make optimistic comment
014 167 13 0 Consider policy option
016 280 6 -5 Deny responsibility
017 554 35 0 Engage in symbolic act
018 241 4 3.4 Make empathetic comment
020 5747 167 3 Make an appeal or request
022 330 1 3.4 Appeal for diplomatic cooperation (such as policy support)
026 41 8 4 Appeal to others to meet or negotiate
027 19 0 4 Appeal to others to settle dispute
028 29 0 4 Appeal to engage in or accept mediation
030 1961 54 4 Express intent to cooperate
0311 167 3 5.2 Express intent to cooperate economically
032 1852 2 4.5 Express intent to engage in diplomatic cooperation (such as policy support)
036 6730 147 4 Express intent to meet or negotiate
037 107 11 5 Express intent to settle dispute
038 11 0 7 Express intent to accept mediation
039 8 1 5 Express intent to mediate
040 12288 214 1 Consult
041 536 0 1 Discuss by telephone
042 5875 248 1.9 Make a visit
043 5876 236 2.8 Host a visit
044 505 1 2.5 Meet at a 'third' location
045 28 1 5 Mediate
046 2028 103 7 Engage in negotiation
050 2096 80 3.5 Engage in diplomatic cooperation
051 4018 186 3.4 Praise or endorse
052 40 0 3.5 Defend verbally
053 191 0 3.8 Rally support on behalf of
057 2625 52 8 Sign formal agreement
060 89 42 6 Engage in material cooperation
061 155 22 6.4 Cooperate economically
062 168 8 7.4 Cooperate militarily
070 205 37 7 Provide aid
071 136 34 7.4 Provide economic aid
073 385 33 7.4 Provide humanitarian aid
080 130 27 5 Yield
081 231 0 5 Ease administrative sanctions
0841 510 3 7 Return, release person(s)
0871 33 20 9 Declare truce, ceasefire
0874 33 25 10 Retreat or surrender militarily
090 1218 22 -2 Investigate
100 1465 17 -5 Demand
101 29 0 -5 Demand material cooperation
102 53 0 -5 Demand diplomatic cooperation (such as policy support)
104 1 0 -5 Demand political reform
105 14 0 -5 Demand that target yields
106 32 0 -5 Demand meeting, negotiation
107 3 0 -5 Demand settling of dispute
108 6 0 -5 Demand mediation
110 0 38 -2 Disapprove
111 3888 26 -2 Criticize or denounce
112 3707 68 -2 Accuse
113 132 0 -2 Rally opposition against
114 181 4 -2 Complain officially
115 208 0 -2 Bring lawsuit against
120 1287 33 -4 Reject
124 51 0 -4 Refuse to yield
125 131 0 -5 Reject proposal to meet, discuss, or negotiate
126 1 0 -5 Reject mediation
127 65 0 -5 Reject plan, agreement to settle dispute
128 130 4 -5 Defy norms, law
129 7 2 -5 Veto
130 677 22 -4.4 Threaten
131 8 0 -5.8 Threaten non-force
132 6 0 -5.8 Threaten with administrative sanctions
133 6 0 -5.8 Threaten with political dissent, protest
134 7 0 -5.8 Threaten to halt negotiations
138 169 2 -7 Threaten with military force
139 88 0 -7 Give ultimatum
141 2386 17 -6.5 Demonstrate or rally
143 250 2 -6.5 Conduct strike or boycott
145 286 1 -7.5 Protest violently, riot
154 148 7 -7.2 Mobilize or increase armed forces
160 338 8 -4 Reduce relations
161 244 0 -4 Reduce or break diplomatic relations
163 337 52 -8 Impose embargo, boycott, or sanctions
164 123 1 -6.5 Halt negotiations
170 143 0 -7 Coerce
1711 300 0 -9.2 Confiscate property
172 286 26 -5 Impose administrative sanctions
173 6597 47 -5 Arrest, detain, or charge with legal action
174 291 5 -5 Expel or deport individuals
175 175 0 -9 Use tactics of violent repression
180 1971 5 -9 Use unconventional violence
181 369 0 -9 Abduct, hijack, or take hostage
182 246 2 -9.5 Physically assault
1821 251 0 -9 Sexually assault
190 2477 78 -10 Use conventional military force
193 1244 21 -10 fight with small arms and light weapons
195 219 5 -10 Employ aerial weapons
"""

# name, name in the country column, CAMEO code, FIPS code, latitude, longitude, how often ICEWS names it
_COUNTRIES = """
India|India|IND|IN|27|77|44267
United States|United States|USA|US|39|-77|13138
Russia|Russian Federation|RUS|RS|56|38|10883
China|China|CHN|CH|40|116|8401
United Kingdom|United Kingdom|GBR|UK|52|0|5973
Saudi Arabia|Saudi Arabia|SAU|SA|25|47|5686
Australia|Australia|AUS|AS|-35|149|5543
Turkey|Turkey|TUR|TU|41|29|4788
Nigeria|Nigeria|NGA|NI|9|7|4419
Japan|Japan|JPN|JA|36|140|4169
South Korea|South Korea|KOR|KS|38|127|3945
Israel|Israel|ISR|IS|32|35|3318
France|France|FRA|FR|49|2|3152
Canada|Canada|CAN|CA|45|-76|3114
Brazil|Brazil|BRA|BR|-16|-48|3040
Philippines|Philippines|PHL|RP|15|121|2966
Iran|Iran|IRN|IR|36|51|2919
North Korea|North Korea|PRK|KN|39|126|2830
Germany|Germany|DEU|GM|53|13|2692
Ukraine|Ukraine|UKR|UP|50|31|2345
Afghanistan|Afghanistan|AFG|AF|35|69|2187
Pakistan|Pakistan|PAK|PK|34|73|2179
South Africa|South Africa|ZAF|SF|-26|28|1980
Syria|Syria|SYR|SY|35|37|1933
Singapore|Singapore|SGP|SN|1|104|1794
Latvia|Latvia|LVA|LG|57|24|1754
Vietnam|Vietnam|VNM|VM|21|106|1743
Lebanon|Lebanon|LBN|LE|34|35|1691
Italy|Italy|ITA|IT|42|12|1595
Indonesia|Indonesia|IDN|ID|-6|115|1481
Mexico|Mexico|MEX|MX|19|-99|1440
Czech Republic|Czech Republic|CZE|EZ|50|14|1394
Egypt|Egypt|EGY|EG|30|31|1377
Georgia|Georgia|GEO|GG|42|45|1366
Malaysia|Malaysia|MYS|MY|3|102|1213
Lithuania|Lithuania|LTU|LH|55|25|1195
Thailand|Thailand|THA|TH|14|101|1185
Sri Lanka|Sri Lanka|LKA|CE|7|80|1161
Taiwan|Taiwan|TWN|TW|25|122|1155
Argentina|Argentina|ARG|AR|-35|-58|1132
Spain|Spain|ESP|SP|40|-4|1116
Yemen|Yemen|YEM|YM|15|44|998
Bangladesh|Bangladesh|BGD|BG|24|90|957
Belgium|Belgium|BEL|BE|51|4|890
Azerbaijan|Azerbaijan|AZE|AJ|40|50|868
Iraq|Iraq|IRQ|IZ|33|44|846
"""


def _read_code(line: str) -> Code:
    code, icews, gdelt, intensity, text = line.split(" ", 4)
    return Code(code, int(icews), int(gdelt), intensity, text)


def _read_country(line: str) -> Country:
    name, icews, alpha3, fips, latitude, longitude, weight = line.split("|")
    return Country(name, icews, alpha3, fips, int(latitude), int(longitude), int(weight))


CODES = {code.code: code for code in map(_read_code, _CODES.strip().splitlines())}
COUNTRIES = tuple(map(_read_country, _COUNTRIES.strip().splitlines()))
