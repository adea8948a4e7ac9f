import "./components/components.js";
import { startGateway } from "./actions/gateway.js";
import { tellOfOthers } from "./actions/others.js";
import { startLearning } from "./actions/learning.js";
import { watchReadiness } from "./actions/readiness.js";
import { watchRoom } from "./actions/room.js";
import { showNotice } from "./actions/toasts.js";
import { exchangeReadyLink, followReadyLinks } from "./lib/ready-link.js";
import { startRouter } from "./lib/router.js";
import { showView } from "./views/show-view.js";
import { views } from "./views/views.js";

// First of all, while the token is in the address: the connection needs the cookie that it is good for.
const trouble = await exchangeReadyLink();
followReadyLinks();
startRouter(Object.keys(views), showView);
startLearning();
watchReadiness();
watchRoom();
tellOfOthers();
startGateway();
if (trouble) showNotice(trouble);
