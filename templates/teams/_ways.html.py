
BBBB BBBB BBXXXX XXXXXXXXXXXXX
  BB BBBBBBBBBBBBXXXXXXXX XXXXXXXXXXXXX
    XXXX gettext(u'From the template “AI product”') XXXXX
    XXX gettext(u'Goals on three horizons with milestones, starter risks with actions, roles to fill and financing steps, dated from a day you choose. You see it before it is made, and one click takes it back.') XXXX
    XXXXX XXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXX XXXXXXXXBBBB BBBBBBBBBBBBBBBBB gettext(u'Preview the template') XXXXXXXX
  XXXXXXXXXXBBBBB
  BB BBBBBBBBBBXXXXXXXX XXXXXXXXXXXXX
    XXXX gettext(u'From a CSV file') XXXXX
    XXX gettext(u'Bring a plan along from a spreadsheet, Asana or Jira. A dry run shows row by row what would happen before anything does.') XXXX
    XXXXX XXXXXXXXXXXXXX XXXXXXXXBBBB BBBBBBBBB gettext(u'Import a file') XXXXXXXX
  XXXXXXXXXXBBBBB
  BB BBBBBBBBXXXXXXXX XXXXXXXXXXXXX
    XXXX gettext(u'Empty') XXXXX
    XXX gettext(u'Start with a blank page and write down your first goal.') XXXX
    XXXXX XXXXXXXXXXXXXXBB BBB BBBBBBBBBBBB XXXXXXXXXXXXXXXXXXXBBBBB XXXXXXXXBBBB BBBBBB gettext(u'Write the first goal') XXXXXXXX
  XXXXXXXXXXBBBBB
XXXXXX
