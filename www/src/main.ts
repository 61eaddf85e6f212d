// The app, inside its sandboxed frame. First of all it takes away what a content policy cannot forbid.

import "./lock.js";
import { exposeApi } from "./api.js";
import { startEngine } from "./engine.js";
import { listenForKeys } from "./keys.js";
import { connect } from "./link.js";
import { restoreSettings } from "./settings.js";
import { installStyles } from "./styles.js";
import { watchPlace } from "./place.js";
import { watchTitle } from "./title.js";
import "./parts/app.js";

async function main(): Promise<void> {
  installStyles();
  const { engineBytes, settings } = await connect();
  restoreSettings(settings);
  document.body.append(document.createElement("rg-app"));
  listenForKeys();
  watchPlace();
  watchTitle();
  await startEngine(engineBytes);
  exposeApi();
}

void main();
