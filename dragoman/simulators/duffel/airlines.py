"""Carriers, their hubs and aircraft: enough real ones that every region of the world has a plausible choice.

Codes and hubs are the carriers' public ones (IATA designators, main bases as of 2025); ticket prefixes are IATA
accounting codes. `ZZ` is Duffel Airways, the sandbox's own airline, which flies any pair (partners.md A8).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Airline:
    """One carrier. `reach_km` bounds its nonstop flights; `level` scales its fares, in percent; `holds` = hold orders."""

    code: str
    name: str
    country: str
    hubs: tuple[str, ...]
    reach_km: int
    level: int
    prefix: str
    holds: bool = False


_ROWS = """
ZZ|Duffel Airways|GB||20000|96|999|h
P4|Air Peace|NG|LOS,ABV|6000|100|710|h
QI|Ibom Air|NG|LOS,ABV,CBQ|1500|104|714|
UN|United Nigeria Airlines|NG|LOS,ENU,ABV|1500|97|722|h
VK|ValueJet|NG|LOS,ABV|1500|94|793|
Q9|Green Africa|NG|LOS|1200|86|701|
W3|Arik Air|NG|LOS,ABV|2500|98|725|
KQ|Kenya Airways|KE|NBO|13500|95|706|h
ET|Ethiopian Airlines|ET|ADD|13500|93|071|h
WB|RwandAir|RW|KGL|9000|92|459|
SA|South African Airways|ZA|JNB,CPT|9500|96|083|
FA|FlySafair|ZA|JNB,CPT|2500|84|640|
MS|EgyptAir|EG|CAI|11500|90|077|
AT|Royal Air Maroc|MA|CMN|9500|94|147|
AH|Air Algerie|DZ|ALG|7500|88|124|
TU|Tunisair|TN|TUN|5500|88|199|
KP|ASKY|TG|LFW|5500|97|032|
HF|Air Cote d'Ivoire|CI|ABJ|5000|101|483|
HC|Air Senegal|SN|DSS|6500|98|490|
AW|Africa World Airlines|GH|ACC|1500|96|394|
TC|Air Tanzania|TZ|DAR|7500|93|197|
UR|Uganda Airlines|UG|EBB|7000|92|446|
DT|TAAG Angola Airlines|AO|LAD|9500|94|118|
BA|British Airways|GB|LHR,LGW|14000|112|125|
VS|Virgin Atlantic|GB|LHR,MAN|12500|110|932|
U2|easyJet|GB|LGW,LTN,BRS,MAN,GVA,MXP|4200|78|888|
FR|Ryanair|IE|DUB,STN,BGY,CRL|4200|70|224|
EI|Aer Lingus|IE|DUB|9000|98|053|
AF|Air France|FR|CDG,ORY|13500|112|057|h
KL|KLM|NL|AMS|13500|110|074|h
LH|Lufthansa|DE|FRA,MUC|13500|114|220|
LX|SWISS|CH|ZRH,GVA|13000|116|724|
OS|Austrian|AT|VIE|12000|108|257|
SN|Brussels Airlines|BE|BRU|9500|104|082|
IB|Iberia|ES|MAD|13000|103|075|h
TP|TAP Air Portugal|PT|LIS|10500|97|047|
AZ|ITA Airways|IT|FCO,LIN|12000|104|055|
A3|Aegean Airlines|GR|ATH|5500|95|390|
SK|SAS|DK|CPH,ARN,OSL|11500|102|117|
AY|Finnair|FI|HEL|11000|103|105|
LO|LOT Polish Airlines|PL|WAW|11000|96|080|
TK|Turkish Airlines|TR|IST|15000|98|235|h
PC|Pegasus|TR|SAW|5500|76|624|
EK|Emirates|AE|DXB|16000|110|176|
EY|Etihad Airways|AE|AUH|15500|104|607|
QR|Qatar Airways|QA|DOH|16000|112|157|
SV|Saudia|SA|JED,RUH|13500|93|065|
WY|Oman Air|OM|MCT|8500|98|910|
RJ|Royal Jordanian|JO|AMM|11000|99|512|
ME|Middle East Airlines|LB|BEY|6500|103|076|
LY|El Al|IL|TLV|12500|115|114|
AI|Air India|IN|DEL,BOM,BLR|14500|92|098|
6E|IndiGo|IN|DEL,BOM,BLR,HYD,MAA,CCU|7500|78|312|
UL|SriLankan Airlines|LK|CMB|9500|94|603|
PK|Pakistan International|PK|KHI,ISB,LHE|8500|88|214|
BG|Biman Bangladesh|BD|DAC|9500|88|997|
SQ|Singapore Airlines|SG|SIN|16500|116|618|
TR|Scoot|SG|SIN|11000|78|668|
MH|Malaysia Airlines|MY|KUL|11000|96|232|
AK|AirAsia|MY|KUL,PEN|4500|72|807|
TG|Thai Airways|TH|BKK|11500|101|217|
GA|Garuda Indonesia|ID|CGK,DPS|12000|104|126|
ID|Batik Air|ID|CGK,SUB|4500|86|938|
QZ|Indonesia AirAsia|ID|CGK,DPS|4500|74|975|
VN|Vietnam Airlines|VN|SGN,HAN|12000|94|738|
PR|Philippine Airlines|PH|MNL,CEB|13000|95|079|
5J|Cebu Pacific|PH|MNL,CEB|6500|74|203|
CX|Cathay Pacific|HK|HKG|15000|108|160|
CA|Air China|CN|PEK,CTU|13000|90|999|
MU|China Eastern|CN|PVG,KMG|13500|86|781|
CZ|China Southern|CN|CAN|13500|86|784|
BR|EVA Air|TW|TPE|14000|104|695|
NH|All Nippon Airways|JP|HND,NRT|13500|118|205|
JL|Japan Airlines|JP|HND,NRT,KIX|13500|116|131|
KE|Korean Air|KR|ICN|13500|108|180|
QF|Qantas|AU|SYD,MEL,BNE,PER|17000|116|081|
NZ|Air New Zealand|NZ|AKL|14500|112|086|
FJ|Fiji Airways|FJ|NAN|12500|106|260|
AA|American Airlines|US|DFW,CLT,JFK,MIA,ORD|13500|107|001|
DL|Delta Air Lines|US|ATL,JFK,DTW,MSP,SEA|14000|112|006|
UA|United Airlines|US|ORD,EWR,IAH,DEN,SFO|14000|109|016|
B6|JetBlue|US|JFK,BOS,FLL|6500|86|279|
AS|Alaska Airlines|US|SEA,PDX|5500|94|027|
WN|Southwest Airlines|US|DAL,MDW,LAS,BWI|4500|82|526|
AC|Air Canada|CA|YYZ,YVR,YUL|14000|108|014|
WS|WestJet|CA|YYC,YYZ|9000|92|838|
AM|Aeromexico|MX|MEX|10500|97|139|
Y4|Volaris|MX|MEX,GDL,TIJ|4500|74|036|
CM|Copa Airlines|PA|PTY|7500|99|230|
AV|Avianca|CO|BOG|10000|92|134|h
LA|LATAM Airlines|CL|SCL,GRU,LIM,BOG|12500|100|045|h
G3|GOL|BR|GRU,BSB,GIG|5500|80|127|
AD|Azul|BR|VCP,CNF|8500|84|577|
AR|Aerolineas Argentinas|AR|EZE,AEP|11500|90|044|
OB|Boliviana de Aviacion|BO|VVI,LPB|8500|88|930|
MK|Air Mauritius|MU|MRU|10500|108|239|
HY|Uzbekistan Airways|UZ|TAS|9500|88|250|
KC|Air Astana|KZ|ALA,NQZ|8500|94|465|
J2|Azerbaijan Airlines|AZ|GYD|8500|88|771|
"""


@cache
def airlines() -> dict[str, Airline]:
    """Every carrier by its IATA code."""
    found = {}
    for row in _ROWS.strip().splitlines():
        code, name, country, hubs, reach, level, prefix, mark = row.split("|")
        bases = tuple(hub for hub in hubs.split(",") if hub)
        found[code] = Airline(code, name, country, bases, int(reach), int(level), prefix, mark == "h")
    return found


@cache
def hubs() -> frozenset[str]:
    """Every airport that is some carrier's hub."""
    return frozenset(hub for airline in airlines().values() for hub in airline.hubs)


def airline_json(code: str) -> dict[str, Any]:
    """A carrier as Duffel shows it; this simulator serves no logos, so those are null."""
    airline = airlines()[code]
    return {
        "id": f"arl_{code.lower()}",
        "name": airline.name,
        "iata_code": code,
        "logo_symbol_url": None,
        "logo_lockup_url": None,
        "conditions_of_carriage_url": None,
    }


# (reach in km, IATA code, name): the first whose reach covers the leg flies it.
_SHORT = ((450, "AT7", "ATR 72-500"), (900, "E95", "Embraer 195"), (2600, "73H", "Boeing 737-800"))
_LONG = ((5600, "32Q", "Airbus A321neo"), (11500, "789", "Boeing 787-9"), (20000, "351", "Airbus A350-1000"))


def aircraft_json(km: float) -> dict[str, Any]:
    """A type that can fly the leg."""
    for reach, code, name in (*_SHORT, *_LONG):
        if km <= reach:
            return {"id": f"arc_{code.lower()}", "iata_code": code, "name": name}
    return {"id": "arc_351", "iata_code": "351", "name": "Airbus A350-1000"}
