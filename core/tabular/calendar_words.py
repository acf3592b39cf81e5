"""The names of months and weekdays in the languages whose programs we read, short and long, as CLDR gives them.

English, Spanish, Polish, German, French, Portuguese and Chinese. No name means two months, and none two weekdays.
"""

from collections.abc import Mapping
from types import MappingProxyType

# One line for each month, case-blind and without the dot of an abbreviation.
_MONTHS = """
jan january jän ene enero sty stycznia styczeń januar jänner janv janvier janeiro 一月
feb february febrero lut lutego luty februar févr fév février fev fevereiro 二月
mar march marzo marca marzec mär mrz märz mars março 三月
apr april abr abril kwi kwietnia kwiecień avr avril 四月
may mayo maj maja mai maio 五月
jun june junio cze czerwca czerwiec juni juin junho 六月
jul july julio lip lipca lipiec juli juil juillet julho 七月
aug august ago agosto sie sierpnia sierpień août 八月
sep sept september septiembre wrz września wrzesień septembre set setembro 九月
oct october octubre paź października październik okt oktober octobre out outubro 十月
nov november noviembre lis listopada listopad novembre novembro 十一月
dec december dic diciembre gru grudnia grudzień dez dezember déc décembre dezembro 十二月
"""
# One line for each day from Monday on.
_WEEKDAYS = """
mon monday lun lunes pon poniedziałek mo montag lundi seg segunda segunda-feira 周一 星期一
tue tues tuesday mar martes wt wtorek di dienstag mardi ter terça terça-feira 周二 星期二
wed wednesday mié miércoles śr środa mi mittwoch mer mercredi qua quarta quarta-feira 周三 星期三
thu thur thurs thursday jue jueves czw czwartek do donnerstag jeu jeudi qui quinta quinta-feira 周四 星期四
fri friday vie viernes pt piątek fr freitag ven vendredi sex sexta sexta-feira 周五 星期五
sat saturday sáb sábado sob sobota sa samstag sonnabend sam samedi 周六 星期六
sun sunday dom domingo niedz niedziela nd so sonntag dim dimanche 周日 周天 星期日 星期天
"""


def _numbered(lines: str, first: int) -> Mapping[str, int]:
    each = enumerate(lines.strip().splitlines(), start=first)
    return MappingProxyType({word.casefold(): number for number, words in each for word in words.split()})


MONTHS: Mapping[str, int] = dict(_numbered(_MONTHS, 1)) | {f"{number}月": number for number in range(1, 13)}
WEEKDAYS = _numbered(_WEEKDAYS, 0)
