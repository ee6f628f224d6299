"""Units of measure and currencies as people write them, each with its canonical form."""

from decimal import Decimal
from typing import Final

# Name, canonical unit, and how many of the canonical unit it is.
MEASURES: Final[tuple[tuple[tuple[str, ...], str, Decimal], ...]] = (
    (
        ("mm", "millimetres", "millimeters", "millimeter", "millimètres", "milímetros", "millimetri"),
        "m",
        Decimal("0.001"),
    ),
    (
        (
            "cm",
            "centimetres",
            "centimeters",
            "centimetre",
            "zentimeter",
            "centimètres",
            "centímetros",
            "centimetri",
            "centymetrów",
        ),
        "m",
        Decimal("0.01"),
    ),
    (
        (
            "m",
            "metres",
            "meters",
            "metre",
            "meter",
            "metern",
            "mètres",
            "mètre",
            "metros",
            "metro",
            "metri",
            "metrów",
            "metry",
            "metrů",
            "metra",
            "メートル",
        ),
        "m",
        Decimal(1),
    ),
    (
        (
            "km",
            "kilometres",
            "kilometers",
            "kilometre",
            "kilometer",
            "kilomètres",
            "kilómetros",
            "chilometri",
            "kilometrów",
        ),
        "m",
        Decimal(1000),
    ),
    (("mg", "milligrams", "milligramm"), "g", Decimal("0.001")),
    (("g", "grams", "grammes", "gramm", "gramos", "grammi", "gram"), "g", Decimal(1)),
    (("kg", "kilo", "kilos", "kilograms", "kilogramm", "kilogrammes", "kilogramos", "chili"), "g", Decimal(1000)),
    (("ml", "millilitres"), "l", Decimal("0.001")),
    (("cl", "centilitres"), "l", Decimal("0.01")),
    (("l", "litres", "liters", "litre", "liter", "litros", "litri", "litrów"), "l", Decimal(1)),
    (
        (
            "%",
            "percent",
            "per cent",
            "prozent",
            "pour cent",
            "por ciento",
            "por cento",
            "per cento",
            "procent",
            "procento",
            "procenta",
            "パーセント",
        ),
        "%",
        Decimal(1),
    ),
    (
        (
            "°c",
            "° c",
            "℃",
            "degrees",
            "degrees celsius",
            "degree",
            "grad",
            "grad celsius",
            "degrés",
            "grados",
            "gradi",
            "graden",
            "stopni",
            "grader",
            "stupňů",
            "度",
        ),
        "°C",
        Decimal(1),
    ),
    (("°f", "° f", "degrees fahrenheit"), "°F", Decimal(1)),
    (("km/h", "kph", "kmh"), "km/h", Decimal(1)),
    (("m/s",), "km/h", Decimal("3.6")),
    (("mph",), "km/h", Decimal("1.609344")),
    (("µg/m³", "μg/m³", "µg/m3", "μg/m3", "ug/m3"), "µg/m³", Decimal(1)),
    (("m³/s", "m3/s"), "m³/s", Decimal(1)),
    (("m²", "m2", "square metres", "square meters", "quadratmeter", "qm"), "m²", Decimal(1)),
    (("hpa", "mbar"), "hPa", Decimal(1)),
    (
        (
            "seconds",
            "second",
            "sekunden",
            "secondes",
            "segundos",
            "secondi",
            "seconden",
            "sekund",
            "sekunder",
            "sek",
            "秒",
        ),
        "min",
        Decimal(1) / Decimal(60),
    ),
    (
        (
            "min",
            "minutes",
            "minute",
            "mins",
            "minuten",
            "minutos",
            "minuti",
            "minuty",
            "minut",
            "minuter",
            "minutter",
            "分",
        ),
        "min",
        Decimal(1),
    ),
    (
        (
            "h",
            "hours",
            "hour",
            "hrs",
            "stunden",
            "stunde",
            "heures",
            "heure",
            "horas",
            "hora",
            "ore",
            "uur",
            "godzin",
            "godziny",
            "timmar",
            "timer",
            "hodin",
            "時間",
        ),
        "min",
        Decimal(60),
    ),
    (("gb", "gigabytes"), "GB", Decimal(1)),
    (("tb", "terabytes"), "GB", Decimal(1000)),
    (("kwh",), "kWh", Decimal(1)),
    (("mwh",), "kWh", Decimal(1000)),
    (("kw",), "kW", Decimal(1)),
    (("mw",), "kW", Decimal(1000)),
)

CURRENCIES: Final[dict[str, tuple[str, ...]]] = {
    "EUR": ("€", "eur", "euro", "euros", "eura", "eur.", "ユーロ", "欧元"),
    "USD": (
        "$",
        "us$",
        "usd",
        "dollar",
        "dollars",
        "dólares",
        "dollari",
        "dolarów",
        "dolary",
        "dolarů",
        "ドル",
        "美元",
    ),
    "GBP": (
        "£",
        "gbp",
        "pound",
        "pounds",
        "pfund",
        "livres",
        "libras",
        "sterline",
        "pond",
        "funtów",
        "pundů",
        "ポンド",
    ),
    "CHF": ("chf", "fr.", "sfr.", "franken", "francs", "swiss francs", "franchi"),
    "PLN": ("zł", "pln", "złoty", "złotych", "złote", "zloty", "zlotys"),
    "CZK": ("kč", "czk", "korun", "koruny", "koruna", "crowns", "kronen"),
    "KR": ("kr", "kr.", "sek", "dkk", "nok", "kronor", "kroner", "krona", "krone", ":-"),
    "JPY": ("¥", "円", "jpy", "yen", "￥"),
    "CNY": ("cny", "rmb", "元", "yuan"),
    "HUF": ("ft", "huf", "forint"),
    "CAD": ("ca$", "cad", "c$"),
    "AUD": ("a$", "aud", "au$"),
    "BRL": ("r$", "brl", "reais", "real"),
    "TRY": ("₺", "try", "tl", "lira"),
    "INR": ("₹", "inr", "rupees", "rupien"),
    "KRW": ("₩", "krw", "won", "원"),
    "RUB": ("₽", "rub", "рублей", "руб"),
    "UAH": ("₴", "uah", "грн", "гривень"),
}

# Numbers in words that conditions use; figures on pages are written in digits.
NUMBER_WORDS: Final[dict[str, Decimal]] = {
    **{
        word: Decimal(value)
        for value, word in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1)
    },
    **{
        word: Decimal(value)
        for value, word in enumerate(
            ("ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"), 1
        )
    },
    **{
        word: Decimal(value)
        for value, word in enumerate(("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"), 1)
    },
    **{
        word: Decimal(value)
        for value, word in enumerate(
            ("uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"), 1
        )
    },
    **{
        word: Decimal(value)
        for value, word in enumerate(
            ("uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci"), 1
        )
    },
    "a": Decimal(1),
    "an": Decimal(1),
    "eine": Decimal(1),
    "einem": Decimal(1),
    "einen": Decimal(1),
    "une": Decimal(1),
    "dozen": Decimal(12),
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
}
FRACTIONS: Final[dict[str, Decimal]] = {
    "half": Decimal(50),
    "a half": Decimal(50),
    "one half": Decimal(50),
    "a third": Decimal(100) / Decimal(3),
    "one third": Decimal(100) / Decimal(3),
    "two thirds": Decimal(200) / Decimal(3),
    "a quarter": Decimal(25),
    "one quarter": Decimal(25),
    "three quarters": Decimal(75),
}
