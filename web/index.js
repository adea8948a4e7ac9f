import "./components/components.js";
import { startGateway } from "./actions/gateway.js";
import { startRouter } from "./lib/router.js";
import { showView, views } from "./views/views.js";

startRouter(Object.keys(views), showView);
startGateway();
