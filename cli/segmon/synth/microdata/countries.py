"""Codes of countries in the Dutch population register (BRP); the monitor only tells 6030 apart."""

#: By the code of the register; the Netherlands first.
COUNTRIES = {
    "NL": "6030",
    "AF": "6023",
    "BE": "5010",
    "BG": "7024",
    "BR": "6008",
    "CN": "6022",
    "CW": "5107",
    "DE": "6029",
    "ER": "9003",
    "FR": "5002",
    "GB": "6039",
    "GH": "7015",
    "ID": "6024",
    "IN": "7046",
    "IQ": "5043",
    "IR": "5012",
    "IT": "7044",
    "MA": "5022",
    "PL": "7028",
    "RO": "7047",
    "SO": "6013",
    "SR": "5007",
    "SY": "7009",
    "TH": "7042",
    "TR": "6043",
    "US": "6014",
}
#: How a country that nobody knows is written.
UNKNOWN = ("0000", "----", "")
