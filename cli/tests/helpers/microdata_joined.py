"""What only several rows of synthetic microdata show: what it is, and SQL of it."""

from __future__ import annotations

# What is only seen in several rows or files: what it is, and SQL that finds it.
MAIN = """(from ONDERWIJSINSCHRTAB2017V1 where RINPERSOONS = 'R' and TYPEONDERWIJS = 'VO'
    and HOOFDINSCHR in ('01', '11') and AANVINSCHR <= '20171001' and EINDINSCHR > '20171001')"""
TWO = f"from {MAIN} as one join {MAIN} as other using (RINPERSOON)"
VO = (
    "from ONDERWIJSINSCHRTAB2017V1 as one join ONDERWIJSINSCHRTAB2017V1 as other using (RINPERSOON)"
)
FOUND = [
    (
        "one school and grade twice",
        f"{TWO} where one.AANVINSCHR < other.AANVINSCHR"
        " and one.BRIN_crypt = other.BRIN_crypt and one.VOBRINVEST = other.VOBRINVEST",
    ),
    (
        "another school since later",
        f"{TWO} where one.AANVINSCHR < other.AANVINSCHR"
        " and one.BRIN_crypt || one.VOBRINVEST <> other.BRIN_crypt || other.VOBRINVEST",
    ),
    (
        "two schools since the same day",
        f"{TWO} where one.AANVINSCHR = other.AANVINSCHR"
        " and one.BRIN_crypt || one.VOBRINVEST < other.BRIN_crypt || other.VOBRINVEST",
    ),
    (
        "a pupil of vocational education as well",
        f"{VO} where one.TYPEONDERWIJS = 'VO' and other.TYPEONDERWIJS = 'MBO'",
    ),
    (
        "a pupil whose enrolments are all closed",
        "from ONDERWIJSINSCHRTAB2017V1 where RINPERSOONS ="
        " 'R' and TYPEONDERWIJS = 'VO' group by RINPERSOON having max(EINDINSCHR) <= '20171001'",
    ),
    (
        "a number of two kinds, both enrolled",
        f"{VO} where one.RINPERSOONS = 'R' and other.RINPERSOONS = 'S'",
    ),
    (
        "special pupils in a school of their own",
        "from INSCHRWPOTAB2017V5 where RINPERSOONS = 'R'"
        " group by WPOBRIN_crypt, WPOBRINVEST having bool_and(WPOTYPEPO <> 'BO')",
    ),
    (
        "special pupils in an ordinary school",
        "from INSCHRWPOTAB2017V5 where RINPERSOONS = 'R'"
        " group by WPOBRIN_crypt, WPOBRINVEST having bool_or(WPOTYPEPO = 'SBO')"
        " and bool_or(WPOTYPEPO = 'BO')",
    ),
    (
        "pupils with another denomination than most of their school",
        "from (select *, count(*) over"
        " (partition by WPOBRIN_crypt, WPOBRINVEST, WPODENOMINATIE) as n, count(*) over (partition"
        " by WPOBRIN_crypt, WPOBRINVEST) as pupils from INSCHRWPOTAB2017V5)"
        " where WPODENOMINATIE <> '' and n < pupils / 4",
    ),
    (
        "a primary school that the register calls otherwise",
        "from INSCHRWPOTAB2017V5 join"
        " schools_register on WPOBRIN_crypt = BRIN_crypt and WPOBRINVEST = BRINVEST"
        " where WPODENOMINATIE = 'RK' and DENOMINATIE not in ('Rooms-katholiek', 'Openbaar')",
    ),
    (
        "a parent with several children",
        "from KINDOUDER2023TABV2 where RINPERSOONSMa = 'R' and"
        " RINPERSOONMa > '000000000' group by RINPERSOONMa having count(*) > 1",
    ),
    (
        "a mother of pupils of two school years",
        "from KINDOUDER2023TABV2 join INSCHRWPOTAB2017V5 as"
        " early using (RINPERSOON) join KINDOUDER2023TABV2 as other using (RINPERSOONMa) join"
        " INSCHRWPOTAB2023V2 as late on other.RINPERSOON = late.RINPERSOON",
    ),
    (
        "a pupil without a row of parents",
        "from INSCHRWPOTAB2017V5 anti join (from KINDOUDER2023TABV2"
        " where RINPERSOONS = 'R') using (RINPERSOON) where RINPERSOONS = 'R' and WPOTYPEPO = 'BO'",
    ),
    (
        "a child of two kinds, with other parents",
        "from KINDOUDER2023TABV2 as one join"
        " KINDOUDER2023TABV2 as other using (RINPERSOON) where one.RINPERSOONS < other.RINPERSOONS"
        " and one.RINPERSOONMa <> other.RINPERSOONMa",
    ),
    (
        "other parents in an earlier file",
        "from KINDOUDER2017TABV3 as early join KINDOUDER2023TABV2"
        " as late using (RINPERSOON) where early.RINPERSOONMa <> late.RINPERSOONMa",
    ),
    (
        "a parent without a level",
        "from KINDOUDER2023TABV2 join INSCHRWPOTAB2023V2 as pupils using"
        " (RINPERSOON) anti join HOOGSTEOPL2023TABV2 as levels on RINPERSOONMa = levels.RINPERSOON"
        " where RINPERSOONSMa = 'R' and WPOTYPEPO = 'BO'",
    ),
    (
        "a level of nobody's parent",
        "from HOOGSTEOPL2023TABV2 as levels anti join KINDOUDER2023TABV2"
        " on RINPERSOONMa = levels.RINPERSOON or RINPERSOONpa = levels.RINPERSOON",
    ),
    (
        "a mother who is nobody, and whose country the child's row has",
        "from KINDOUDER2023TABV2 join GBAPERSOON2023TABV1 using (RINPERSOON)"
        " where RINPERSOONMa = '---------' and GBAGEBOORTELANDMOEDER = '6030'",
    ),
    (
        "a parent's country that only the child's row has",
        "from KINDOUDER2023TABV2 join"
        " GBAPERSOON2023TABV1 as child using (RINPERSOON) anti join GBAPERSOON2023TABV1 as own on"
        " RINPERSOONpa = own.RINPERSOON where RINPERSOONSpa = 'R'"
        " and GBAGEBOORTELANDVADER = '6030'",
    ),
    (
        "a child's row that contradicts its mother's",
        "from KINDOUDER2023TABV2 join"
        " GBAPERSOON2023TABV1 as child using (RINPERSOON) join GBAPERSOON2023TABV1 as own on"
        " RINPERSOONMa = own.RINPERSOON where (own.GBAGEBOORTELAND = '6030') <>"
        " (child.GBAGEBOORTELANDMOEDER = '6030')",
    ),
    (
        "a pupil without a household",
        "from INSCHRWPOTAB2017V5 anti join KOPPELPERSOONHUISHOUDEN2017"
        " using (RINPERSOON) where RINPERSOONS = 'R' and WPOTYPEPO = 'BO'",
    ),
    (
        "a household without an income",
        "from KOPPELPERSOONHUISHOUDEN2017 as members join"
        " INSCHRWPOTAB2017V5 using (RINPERSOON) anti join INHA2017TABV2 using (RINPERSOONHKW)"
        " where RINPERSOONHKW > '0' and members.RINPERSOONS = 'R'",
    ),
    (
        "households of two kinds, with other incomes",
        "from INHA2017TABV2 as one join INHA2017TABV2 as"
        " other using (RINPERSOONHKW) where one.RINPERSOONSHKW < other.RINPERSOONSHKW"
        " and one.INHP100HGEST <> other.INHP100HGEST",
    ),
    (
        "a household with another income in another year",
        "from INHA2017TABV2 as one join"
        " INHA2023TABV2 as other using (RINPERSOONSHKW, RINPERSOONHKW)"
        " where one.INHP100HGEST <> other.INHP100HGEST",
    ),
    (
        "a level that changed",
        "from HOOGSTEOPL2017TABV2 as one join HOOGSTEOPL2023TABV2 as other"
        " using (RINPERSOON) where left(one.OPLNIVSOI2016AGG4HBMETNIRWO, 1)"
        " <> left(other.OPLNIVSOI2021AGG4HBmetNIRWO, 1)",
    ),
    (
        "two addresses on 1 October",
        "from GBAADRESOBJECT2023BUSV1 as one join GBAADRESOBJECT2023BUSV1"
        " as other using (RINPERSOONS, RINPERSOON) where one.GBADATUMAANVANGADRESHOUDING <"
        " other.GBADATUMAANVANGADRESHOUDING and other.GBADATUMAANVANGADRESHOUDING = '20220615'"
        " and one.GBADATUMEINDEADRESHOUDING = '99999999'",
    ),
    (
        "an address left before 1 October, and none on it",
        "from GBAADRESOBJECT2023BUSV1 group by"
        " RINPERSOON having max(GBADATUMAANVANGADRESHOUDING) = '20231003'"
        " and min(GBADATUMEINDEADRESHOUDING) = '20230915'",
    ),
    (
        "a pupil without an address",
        "from INSCHRWPOTAB2017V5 anti join GBAADRESOBJECT2023BUSV1 using"
        " (RINPERSOON) where RINPERSOONS = 'R' and WPOTYPEPO = 'BO'",
    ),
    (
        "a home without coordinates",
        "from GBAADRESOBJECT2023BUSV1 anti join VSLCOORDTAB2023V1 using (RINOBJECTNUMMER)",
    ),
    (
        "a route that is none to the pupil's school",
        "from route_distances2017 as route join"
        " INSCHRWPOTAB2017V5 as wpo using (RINPERSOON) where wpo.RINPERSOONS = 'R'"
        " and WPOBRIN_crypt || WPOBRINVEST <> BRIN_crypt || route.BRINVEST",
    ),
    *(
        (
            f"other content in an earlier version of {late}",
            f"from {early} as one join {late} as other"
            f" using ({key}) where one.{column} <> other.{column}",
        )
        for early, late, key, column in (
            ("INSCHRWPOTAB2023V1", "INSCHRWPOTAB2023V2", "RINPERSOON", "WPODENOMINATIE"),
            ("BRINADRESSEN2017V9", "BRINADRESSEN2017V10", "BRIN_crypt, BRINVest", "gemcode"),
            (
                "HOOGSTEOPL2017TABV1",
                "HOOGSTEOPL2017TABV2",
                "RINPERSOON",
                "OPLNIVSOI2016AGG4HBMETNIRWO",
            ),
            ("INHA2023TABV1", "INHA2023TABV2", "RINPERSOONSHKW, RINPERSOONHKW", "INHP100HGEST"),
        )
    ),
]
