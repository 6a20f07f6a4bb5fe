import { render } from "preact";
import { Page } from "./shell/page.js";
import { applyTheme } from "./shell/theme.js";

applyTheme();
render(<Page />, document.getElementById("page")!);
