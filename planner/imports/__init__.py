"""Reading a plan from files of other programs: recognised by their header, mapped to neutral rows."""
