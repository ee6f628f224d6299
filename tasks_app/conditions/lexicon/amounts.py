"""Words beside a figure that make it another one than the figure that is asked for, by language."""

from typing import Final

from tasks_app.conditions.lexicon.availability import table

OTHER_PRICE: Final = table(
    en="""
        was; before; instead of; rrp; msrp; list price; regular price; old price; previously; formerly;
        lowest price; highest price; high; low; last week; last month; last year; yesterday; original price;
        a month; per month; monthly; /month; /mo; instalment; instalments; installment; installments;
        weekly; a week; interest; apr; deposit; delivery; shipping; postage; carriage; p&p; handling; save;
        saving; you save; off; discount; voucher; coupon; cashback; spend; free delivery; orders over; up
        to; trade in; trade-in; subscribers; subscription; subscribe; membership; service charges; service
        charge; booking fee; fee; fees; surcharge; tax; vat; excl; excluding; each; pieces; used;
        refurbished; second hand; second-hand; pre-owned; open box; on request; optional; extra; sold
        separately; starting at; starting from; from; between; estimate; average; per; per kg; garage;
        minimum; maximum; increase; rise; fall; change; trailer; cover; accessory; rewards; goal;
        recommended retail price; compare at; ex vat; ex works; insurance; extended warranty; warranty; rrp:
    """,
    de="""
        statt; uvp; vorher; bisher; alter preis; früher; listenpreis; niedrigster preis; 30 tage; monatlich;
        im monat; pro monat; /monat; mtl; rate; raten; monate lang; monate; finanzierung; versand;
        versandkosten; lieferung; versandkostenfrei; porto; zzgl; lieferkosten; fracht; sparen; ersparnis;
        rabatt; gespart; gutschein; ab; bis zu; gebraucht; generalüberholt; je; pro; anzahlung; kaution;
        nebenkosten; gebühr; aufpreis; grundpreis; abo; mitglieder; zubehör; unverbindliche preisempfehlung;
        mindestbestellwert; pfand; gestern; letzte woche; höchstpreis
    """,
    fr="""
        au lieu de; ancien prix; prix barré; avant; prix conseillé; par mois; /mois; mensualité;
        mensualités; livraison; frais de port; expédition; économisez; remise; réduction; à partir de; dès;
        occasion; reconditionné; éco-participation; dont; acompte; caution; charges; le kilo; frais; prix
        public; jusqu'à; offerte; en option; l'unité
    """,
    es="""
        antes; precio anterior; pvp; pvpr; en lugar de; al mes; /mes; mensual; cuotas; plazos; envío; gastos
        de envío; gastos de gestión; ahorra; ahorras; descuento; desde; segunda mano; usado;
        reacondicionado; fianza; hasta; por kilo; opcional
    """,
    it="""
        prima; anziché; invece di; prezzo precedente; prezzo di listino; al mese; /mese; rate; rata;
        spedizione; spese di spedizione; consegna; risparmi; sconto; a partire da; da; usato;
        ricondizionato; caparra; fino a; al kg; sopra i; cauzione
    """,
    nl="""
        was; van; adviesprijs; in plaats van; per maand; /maand; maandelijks; termijnen; verzending;
        verzendkosten; bezorging; bespaar; korting; vanaf; tweedehands; gebruikt; borg; per stuk; per kilo;
        tot; servicekosten
    """,
    pt="""
        antes; preço anterior; pvp; por mês; /mês; prestações; parcelas; envio; portes; frete; poupe;
        desconto; desde; a partir de; usado; recondicionado; caução; até; economize
    """,
    pl="""
        najniższa cena; poprzednia cena; cena regularna; było; zamiast; miesięcznie; /mies; raty; rata;
        dostawa; wysyłka; koszt dostawy; oszczędzasz; rabat; od; używany; kaucja; do; za kg; zaliczka; cena
        katalogowa; przed obniżką
    """,
    sv="""
        ord. pris; ord pris; ordinarie pris; tidigare pris; förut; per månad; /mån; delbetalning; frakt;
        leverans; spara; rabatt; från; begagnad; jämförpris; upp till; deposition
    """,
    da="""
        før; normalpris; vejl. pris; vejledende pris; pr. måned; /md; rate; fragt; levering; spar; rabat;
        fra; brugt; op til; depositum; stykpris
    """,
    cs="""
        původní cena; původně; běžná cena; doporučená cena; měsíčně; /měsíc; splátky; splátka; doprava;
        poštovné; ušetříte; sleva; od; použité; bazar; kauce; až
    """,
    ja="定価; 通常価格; 元値; 参考価格; 月々; 月額; 分割; 送料; 配送料; 割引; 引き; ポイント; から; 中古; 以上; 手数料; オプション; メーカー希望小売価格; 値引き",
)

OTHER_FIGURE: Final = table(
    en="""
        limit; limits; max; maximum; min; minimum; record; highest; lowest; highest ever; lowest ever; mean;
        average; median; normal; usual; usually; as a rule; last year; last week; last month; yesterday;
        tomorrow; forecast; feels like; perceived; goal; target; next goal; warning; stage; alarm;
        threshold; capacity; total; in all; today; this year; previous; expected; up to; from; well over;
        over; almost; nearly; about; around; approximately; some; at least; trend; change; altitude; bunks;
        paid; ago; phone; tel; stand; since; former; until; ever; per hour; best; worst; of each; of the;
        more than; less than; fewer than; falling; rising; backers
    """,
    de="""
        grenzwert; limit; maximum; max; minimum; min; rekord; höchster; höchststand; tiefster; mittel;
        mittelwert; durchschnitt; vorjahr; letztes jahr; gestern; morgen; vorhersage; gefühlt; ziel;
        warnstufe; meldestufe; schwelle; kapazität; insgesamt; etwa; rund; ungefähr; fast; über; knapp; mehr
        als; weniger als; bis zu; tendenz; erwartet; stufe; jemals; heute
    """,
    fr="""
        limite; maximum; minimum; record; moyenne; l'an dernier; hier; demain; prévision; objectif; seuil;
        environ; près de; plus de; capacité; ressenti
    """,
    es="""
        límite; máximo; mínimo; récord; media; año pasado; ayer; mañana; previsión; objetivo; umbral; unos;
        casi; más de; capacidad; sensación
    """,
    it="""
        limite; massimo; minimo; record; media; anno scorso; ieri; domani; previsione; obiettivo; soglia;
        circa; quasi; oltre; capienza; percepita
    """,
    nl="""
        limiet; maximum; minimum; record; gemiddeld; gemiddelde; vorig jaar; gisteren; morgen; verwachting;
        doel; drempel; ongeveer; bijna; ruim; capaciteit
    """,
    pt="""
        limite; máximo; mínimo; recorde; média; ano passado; ontem; amanhã; previsão; objetivo; cerca de;
        quase; mais de; capacidade
    """,
    pl="""
        limit; maksimum; minimum; rekord; średnia; średnio; w zeszłym roku; wczoraj; jutro; prognoza; cel;
        próg; około; prawie; ponad; stan alarmowy; stan ostrzegawczy
    """,
    sv="gräns; max; min; rekord; medel; genomsnitt; förra året; igår; imorgon; prognos; mål; cirka; nästan; över",
    da="grænse; maks; min; rekord; gennemsnit; sidste år; i går; i morgen; prognose; mål; cirka; næsten; over",
    cs="""
        limit; maximum; minimum; rekord; průměr; loni; včera; zítra; předpověď; cíl; asi; téměř; přes;
        povodňové stupně; stupeň
    """,
    ja="上限; 最高; 最低; 平均; 昨年; 昨日; 明日; 予想; 目標; 約; 以上; 記録",
)

PRICE_LABELS: Final = table(
    en="""
        price; our price; now; cash price; current price; total; today; price now; sale price; rent; rent
        per month; only; offer; special offer; buying price; incl. vat; inc vat; rate; fare; cost
    """,
    de="preis; jetzt; nur; unser preis; aktueller preis; angebot; aktionspreis; heute; kaltmiete; miete; gesamtpreis",
    fr="prix; notre prix; maintenant; prix actuel; loyer; tarif; prix ttc",
    es="precio; ahora; nuestro precio; precio actual; alquiler; tarifa",
    it="prezzo; ora; il nostro prezzo; prezzo attuale; affitto; tariffa",
    nl="prijs; nu; onze prijs; voor; huur; tarief",
    pt="preço; agora; preço atual; renda; aluguel; por",
    pl="cena; teraz; nasza cena; cena promocyjna; czynsz",
    sv="pris; nu; vårt pris; hyra; nupris",
    da="pris; nu; vores pris; husleje",
    cs="cena; nyní; naše cena; cena s dph; nájem",
    ja="価格; 販売価格; 税込; 特価; セール価格; 家賃",
)

# Measured quantities, and words beside them that name no other thing: "water level now", "outside temperature".
MEASURED: Final = table(
    en="""
        level; water level; river level; gauge; stage; height; depth; temperature; outside; inside; air; water; sea;
        wind; speed; gust; humidity; pressure; weight; length; width; distance; reading; value; measured; measurement;
        current; currently; now; latest; today; figure; figures; number; count; signatures; signed; supporters; members;
        rate; interest; share; index; score; points; rating; rated; stars; average; usage; full; filled; fill; charge;
        battery; load; capacity; delay; waiting; wait; time; duration; queue; snow; ice; rain; rainfall; visibility;
        concentration; pollen; inflation; unemployment; votes; turnout; downloads; followers; subscribers; attendance;
        stands; lies; reached; has; have; amounts; here; at; with; total; altogether; station; occupied; taken; storage; so far
    """,
    de="""
        pegel; pegelstand; wasserstand; stand; höhe; tiefe; temperatur; wassertemperatur; lufttemperatur; luft; wasser;
        wind; geschwindigkeit; luftfeuchtigkeit; druck; gewicht; länge; wert; messwert; gemessen; aktuell; derzeit; jetzt;
        heute; zahl; anzahl; unterschriften; zins; zinssatz; anteil; punkte; bewertung; sterne; füllstand; auslastung;
        verspätung; wartezeit; dauer; schneehöhe; schnee; eis; niederschlag; inflation; stimmen; beträgt; liegt; bei;
        gefüllt; voll; belegt; insgesamt; messstelle; station
    """,
    fr="""
        niveau; hauteur; profondeur; température; air; eau; vent; vitesse; humidité; pression; poids; valeur; mesure;
        actuel; actuelle; actuellement; maintenant; aujourd'hui; nombre; signatures; taux; note; étoiles; remplissage;
        retard; attente; durée; neige; pluie; est; de; station
    """,
    es="""
        nivel; altura; profundidad; temperatura; aire; agua; viento; velocidad; humedad; presión; peso; valor; medida;
        actual; actualmente; ahora; hoy; número; firmas; tasa; tipo; nota; estrellas; ocupación; retraso; espera; nieve
    """,
    it="""
        livello; altezza; profondità; temperatura; aria; acqua; vento; velocità; umidità; pressione; peso; valore;
        attuale; attualmente; ora; oggi; numero; firme; tasso; voto; stelle; riempimento; ritardo; attesa; neve
    """,
    nl="""
        waterstand; niveau; hoogte; diepte; temperatuur; lucht; water; wind; snelheid; vochtigheid; druk; gewicht;
        waarde; actueel; huidige; nu; vandaag; aantal; handtekeningen; rente; score; sterren; bezetting; vertraging;
        wachttijd; sneeuw
    """,
    pt="""
        nível; altura; profundidade; temperatura; ar; água; vento; velocidade; humidade; pressão; peso; valor; atual;
        atualmente; agora; hoje; número; assinaturas; taxa; nota; estrelas; ocupação; atraso; espera; neve
    """,
    pl="""
        poziom; stan; wody; wysokość; głębokość; temperatura; powietrza; wiatr; prędkość; wilgotność; ciśnienie; waga;
        wartość; obecny; aktualny; obecnie; teraz; dziś; liczba; podpisów; stopa; ocena; gwiazdek; opóźnienie; śnieg
    """,
    sv="""
        nivå; vattenstånd; vattennivå; höjd; djup; temperatur; luft; vatten; vind; hastighet; tryck; vikt; värde;
        aktuell; nu; idag; antal; underskrifter; ränta; betyg; stjärnor; försening; väntetid; snö; snödjup
    """,
    da="""
        niveau; vandstand; højde; dybde; temperatur; luft; vand; vind; hastighed; tryk; vægt; værdi; aktuel; nu; i; dag;
        antal; underskrifter; rente; bedømmelse; stjerner; forsinkelse; ventetid; sne
    """,
    cs="""
        hladina; stav; výška; hloubka; teplota; vzduchu; vody; vítr; rychlost; vlhkost; tlak; váha; hodnota; aktuální;
        nyní; dnes; počet; podpisů; sazba; hodnocení; hvězd; zpoždění; sníh
    """,
    ja="水位; 気温; 水温; 風速; 湿度; 気圧; 現在; 値; 高さ; 深さ; 署名; 評価; 待ち時間; 積雪",
)
