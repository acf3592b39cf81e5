"""What is known of currencies: how many decimals they have, and the signs people write for them.

Decimals are those of ISO 4217; a currency that is not named has two.
"""

USUAL_DECIMALS = 2
DECIMALS = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0,
    "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
    "CLF": 4, "UYW": 4,
}  # fmt: skip

# What stands beside an amount, in small letters and without dots, and the currencies it may mean.
DOLLARS = frozenset({"USD", "HKD", "SGD", "TWD", "CAD", "AUD", "NZD", "MXN"})
SIGNS = {
    "€": {"EUR"}, "euro": {"EUR"}, "euros": {"EUR"}, "欧元": {"EUR"},
    "$": DOLLARS, "dollar": DOLLARS, "dollars": DOLLARS,
    "us$": {"USD"}, "$us": {"USD"}, "美元": {"USD"}, "美金": {"USD"},
    "hk$": {"HKD"}, "港元": {"HKD"}, "港币": {"HKD"},
    "s$": {"SGD"}, "sg$": {"SGD"}, "新加坡元": {"SGD"}, "新元": {"SGD"},
    "nt$": {"TWD"}, "nt": {"TWD"}, "新台币": {"TWD"}, "台币": {"TWD"},
    "c$": {"CAD"}, "ca$": {"CAD"}, "加元": {"CAD"},
    "a$": {"AUD"}, "au$": {"AUD"}, "澳元": {"AUD"},
    "nz$": {"NZD"}, "mx$": {"MXN"},
    "¥": {"JPY", "CNY"}, "yen": {"JPY"}, "円": {"JPY"}, "日元": {"JPY"}, "日圆": {"JPY"}, "日円": {"JPY"},
    "cn¥": {"CNY"}, "jp¥": {"JPY"}, "rmb": {"CNY"}, "yuan": {"CNY"}, "人民币": {"CNY"}, "块": {"CNY"},
    "元": {"CNY", "HKD", "TWD", "SGD"}, "圆": {"CNY", "JPY"}, "元人民币": {"CNY"},
    "£": {"GBP"}, "英镑": {"GBP"},
    "fr": {"CHF"}, "sfr": {"CHF"}, "瑞士法郎": {"CHF"},
    "₩": {"KRW"}, "won": {"KRW"}, "韩元": {"KRW"},
    "₹": {"INR"}, "rs": {"INR"}, "卢比": {"INR"},
    "kr": {"SEK", "NOK", "DKK"}, "zł": {"PLN"}, "zl": {"PLN"}, "r$": {"BRL"}, "kč": {"CZK"}, "₺": {"TRY"}, "₪": {"ILS"},
    "bd": {"BHD"}, "kd": {"KWD"},
}  # fmt: skip


def decimals_of(currency: str) -> int:
    """How many decimals an amount of a currency has; the usual two of one nobody knows."""
    return DECIMALS.get(currency, USUAL_DECIMALS)


def meant_by(sign: str) -> frozenset[str] | None:
    """The currencies a sign or a code beside an amount may mean; None of what is neither."""
    word = sign.strip().rstrip(".")
    if found := SIGNS.get(word.casefold()):
        return frozenset(found)
    code = word.upper()
    return frozenset({code}) if len(code) == 3 and code.isascii() and code.isalpha() else None
