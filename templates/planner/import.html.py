BBBBBBB BBBBBBBBBBB

BBBB BBBB BB
BBBBB BBBBB gettext(u'Import a plan') BBBBBBBB

BBBBB BBBBBBXXXXXX XXXXXXBBB BBBBBBBBBBBBBBBBBBBBBBBB BBBBBBBBBXX gettext(u'Milestones') XXXXXXXXXBBBBBBBB

BBBBB BBBBBBB gettext(u'Import a plan') BBBBBBBB

BBBBB BBBB
XX XXXXXXBBB BBBBBBBBBBBBBBBBBBBBBBBB BBBBBBBBBXXBBBB BBBBBBBBBBB gettext(u'Download an empty file') XXXX
BB BBBBBBBBBBBBBBBBBBBBBBBBBBXX XXXXXXBBB BBBBBBBBBBBBBBBBBBBBB BBBBBBBBBXXBBBB BBBBBBBBBB gettext(u'Download our plan as CSV') XXXX
XX XXXXXXBBB BBBBBBBBBBBBBBBBBBBBBBB BBBBBBBBBXXBBBB BBBBBBBBBBBBBBBBBB gettext(u'Download our plan as XLSX') XXXXBBBBB
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
      XXXX gettext(u'Landfall’s own CSV or XLSX') XXXXX
      XXXX gettext(u'Goals, milestones and tasks with project, weights, state, owner, dates, durations, what waits for what, acceptance criteria, estimates and what blocks them.') SSSSSS SSSSSSSSSS SSS SSSSS SSSS SSSSSSSS SSSSSSSS SSSSSS SSSSSS SSSSSS SSSSSSSSSS SSSS SSSSS SSS SSSSS SSSSSSSSSS SSSSSSSSS SSSSSSSSS SSS SSSS SSSSSS SSSSS XX XXXXXXBBB BBBBBBBBBBBBBBBBBBBBBBBB BBBBBBBBBXX gettext(u'Download an empty file with example rows') XXXXBB BBBBBBBBBBBBBBBBBBBBBBBBBBX  gettext(u'or')  XX XXXXXXBBB BBBBBBBBBBBBBBBBBBBBB BBBBBBBBBXX gettext(u'your plan as it is') XXXX XXX XXXXXXBBB BBBBBBBBBBBBBBBBBBBBBBB BBBBBBBBBXXXXXXXXXXXBBBBBXXXXXX
      XXXXXXXXXXXXXX
      XXXX gettext(u'Project menu, Export, CSV. Sections and tasks with subtasks become milestones.') XXXXX
      XXXXXXXXXXXXX
      XXXX gettext(u'Issue search, Export, CSV (all fields). Epics and fix versions become milestones, other issues tasks.') XXXXX
      XXXXXXXXXXXXXXX
      XXXX gettext(u'Settings, Import and export, CSV. Project milestones become milestones, initiatives their goals, issues tasks.') XXXXX
      XXXXXXXXXXXXXXX
      XXXX gettext(u'Board menu, Export, JSON or CSV. Lists become milestones, or states where they are named like one. Cards, and the items of their checklists, become tasks.') XXXXX
      XXXXXXXXXXXXX XXXXXXXXXXXX
      XXXX gettext(u'A table saved as CSV or XLSX, with Duration, Start and Finish. What is linked becomes a milestone with its duration.') XXXXX
      XXXX gettext(u'Any other list') XXXXX
      XXXX gettext(u'CSV, or a sheet of an XLSX workbook; from monday, too.')   gettext(u'A header with names such as title, milestone, owner, start, due, status; in Chinese 标题, 里程碑, 负责人, 开始日期, 截止日期, 状态.') XXXXX
    XXXXX
    XX XXXXXXXXXXX XXXXXXX gettext(u'The same file can be imported again: rows are recognised by their id, what changed is updated, nothing is made twice, and an empty cell erases nothing. One Undo takes a whole import back.') XXXX
    XX XXXXXXXXXXX XXXXXXX ngettext(u'A file that is neither imported nor read again is discarded after %(days)s day.', u'A file that is neither imported nor read again is discarded after %(days)s days.', count) S SSSS SSSS SS SSSSSSS SSSSSSSS SSS SSSS SSSSS SS SSSSSSSSS SSSSS SSSSSSSS SSSSP PPPP PPPP PP PPPPPPP PPPPPPPP PPP PPPP PPPPP PP PPPPPPPPP PPPPP PPPPPPPP PPPPP  ngettext(u'No more than %(most)s may wait at once.', u'No more than %(most)s may wait at once.', count) SS SSSS SSSS SSSSSSSS SSS SSSS SS SSSSSPP PPPP PPPP PPPPPPPP PPP PPPP PP PPPPPXXXX
  XXXXXXXX
XXXXXX
XXXXXXXX XXXXXXXXXXXXXX XXXXXX XXXXXXXXXXXXXXXXX
  XXXX gettext(u'Recent imports') XXXXX
  BBBBBBB BBBBBBBBBBBBBBBBBBBBBBB BBBB BBBBBBBBBBBBB BBBB
XXXXXXXXXX
BBBBBBBB BBBB
