// What every page does. Each module binds once to the document, so that parts swapped in need no binding.
import { watchMenus } from "./menu.js";
import { watchToasts } from "./toast.js";
import { watchDialogs } from "./dialog.js";
import { watchCopying } from "./copy.js";
import { watchRail } from "./rail.js";
import { watchDates } from "./dates.js";
import { watchHorizons } from "./horizon.js";
import { watchRequests } from "./requests.js";
import { watchTabs } from "./tabs.js";
import { watchTables } from "./tables.js";
import { watchFilters } from "./filters.js";
import { watchBoards } from "./board.js";
import { watchPipelines } from "./pipeline.js";

watchMenus();
watchToasts();
watchDialogs();
watchCopying();
watchRail();
watchDates();
watchHorizons();
watchRequests();
watchTabs();
watchTables();
watchFilters();
watchBoards();
watchPipelines();
