import type { ChartColours } from "./colours.js";
import type { Series } from "./series.js";

const MARGIN = 16;
const HEAD = 60;

/** A chart as it is drawn, with its title and its legend, as a PNG file. */
export async function toPng(
  drawn: HTMLCanvasElement,
  title: string,
  series: readonly Series[],
  colours: ChartColours,
): Promise<Blob> {
  const scale = devicePixelRatio;
  const canvas = document.createElement("canvas");
  canvas.width = drawn.width + 2 * MARGIN * scale;
  canvas.height = drawn.height + (HEAD + MARGIN) * scale;
  const context = canvas.getContext("2d")!;
  context.fillStyle = colours.surface;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(drawn, MARGIN * scale, HEAD * scale);
  context.scale(scale, scale);
  context.fillStyle = colours.ink;
  context.font = "600 16px system-ui, sans-serif";
  context.fillText(title, MARGIN, 26);
  context.font = "12px system-ui, sans-serif";
  let left = MARGIN;
  for (const { label, colour } of series) {
    context.fillStyle = colours.series[colour % colours.series.length];
    context.fillText(`━ ${label}`, left, 48);
    left += context.measureText(`━ ${label}`).width + 16;
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("the picture cannot be made"))),
      "image/png",
    );
  });
}
