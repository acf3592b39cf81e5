BBBBBBB BBBBBBBBBBB

BBBB BBBB BB
BBBBB BBBBB gettext(u'Import risks') BBBBBBBB

BBBBB BBBBBBXXXXXX XXXXXXBBB BBBBBBBBBBBBBBBB BBBBBBBBBXX gettext(u'Risk register') XXXXXXXXXBBBBBBBB

BBBBB BBBBBBB gettext(u'Import risks') BBBBBBBB

BBBBB BBBB
XX XXXXXXBBB BBBBBBBBBBBBBBBBBBBBBB BBBBBBBBBXXBBBB BBBBBBBBBBB gettext(u'Download an example file') XXXX
BBBBBBB BBBBBBBBBBBBBBBBBBBBBBB BBBB BBBBBBBBB BBBB
BBBBBBBB BBBB

BBBBB BBBB
XXXX XXXXXXXXXXXXXX
  XXXX XXXXXXXXXXXXXX
     gettext(u'Read the file')  gettext(u'You then see row by row what it would do.') 
    BBBBBBB BBBBBBBBBBBBBBBBBBBBBB BBBB BBBBBBBBB BBBBBBBBBBBBB BBBBBBBBB BBBBBBBBBBBBBBBBBBBBB BBBB
  XXXXXX
  XXXXXX XXXXXXXXXXXXXX
    XXXX gettext(u'What can be read') XXXXX
    XXX XXXXXXXXXXXXXXXXXX
      XXXX gettext(u'Landfall’s own CSV, XLSX or JSON') XXXXX
      XXXX gettext(u'The whole register: texts, ratings, figures, milestones with effects, actions and contingency plans; JSON brings steps, triggers, indicators and every judgement, too.')  XX XXXXXXBBB BBBBBBBBBBBBBBBBBBBBBB BBBBBBBBBXX gettext(u'Download a file with example rows') XXXXXXXXX
      XXXXXXXX XXXXXXXXXXXXXX
      XXXX gettext(u'Risk assessment, Export, CSV. Level names are matched by words; what is not rated stays so.') XXXXX
      XXXXXXXXXXXXXXXXXXX
      XXXX gettext(u'Export, CSV. A score to 10 proposes probability and impact; a residual score is a proposal only.') XXXXX
      XXXXXXXXXXXXXXXX
      XXXX gettext(u'The list of the plugin redmine_risks as CSV. Probability and impact run from 0 to 100.') XXXXX
      XXXX gettext(u'Any other list') XXXXX
      XXXX gettext(u'CSV or a sheet of an XLSX workbook, with names such as title, description, category, owner, probability, impact, status.') XXXXX
    XXXXX
    XX XXXXXXXXXXX XXXXXXX gettext(u'The same file can be imported again: risks are recognised by their id, what changed is updated, nothing is made twice, and an empty cell erases nothing. One Undo takes a whole import back.') XXXX
    XX XXXXXXXXXXX XXXXXXX ngettext(u'A file that is neither imported nor read again is discarded after %(days)s day.', u'A file that is neither imported nor read again is discarded after %(days)s days.', count) S SSSS SSSS SS SSSSSSS SSSSSSSS SSS SSSS SSSSS SS SSSSSSSSS SSSSS SSSSSSSS SSSSP PPPP PPPP PP PPPPPPP PPPPPPPP PPP PPPP PPPPP PP PPPPPPPPP PPPPP PPPPPPPP PPPPP  ngettext(u'No more than %(most)s may wait at once.', u'No more than %(most)s may wait at once.', count) SS SSSS SSSS SSSSSSSS SSS SSSS SS SSSSSPP PPPP PPPP PPPPPPPP PPP PPPP PP PPPPPXXXX
  XXXXXXXX
XXXXXX
XXXXXXXX XXXXXXXXXXXXXX XXXXXX XXXXXXXXXXXXXXXXX
  XXXX gettext(u'Recent imports') XXXXX
  BBBBBBB BBBBBBBBBBBBBBBBBBBBBBB BBBB BBBBBBBBBBBBB BBBB
XXXXXXXXXX
BBBBBBBB BBBB
