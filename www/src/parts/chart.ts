// A chart: drawn by the page's own engine on a canvas, read by mouse and by keys, and always beside its table.

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state as own } from "lit/decorators.js";
import { drawChart, type ChartSpec, type Hits, type Mark } from "../../pkg/regulars.js";
import { isReady } from "../engine.js";
import { inTurn } from "../turns.js";
import { onPrint } from "../printing.js";
import { words } from "../said.js";
import { slideZoom } from "../presenter.js";
import { svgOf } from "../saving.js";
import { themeShown } from "../settings.js";
import { change, onChange, state } from "../state.js";
import { language } from "../words.js";
import { announce } from "./live.js";

/** 174 mm of paper at 96 pixels an inch. */
const PAPER_PX = 658;
/** Below this a picture says nothing, and the slide scrolls. */
const LEAST_PX = 200;
const ROUNDING_PX = 6;
/** How near the mouse must be to a mark, in CSS pixels. */
const NEAR = 40;

@customElement("rg-chart")
export class Chart extends LitElement {
  @property({ attribute: false }) spec!: ChartSpec;
  @property() cell = "";
  /** The cell's sentence stands above its first chart; the others bear their own. */
  @property({ type: Boolean }) hasTitle = false;
  /** What stands above the chart already and need not be said again. */
  @property() said = "";
  @own() private mark: Mark | null = null;

  #hits: Hits | null = null;
  #at = { series: 0, mark: -1 };
  #drawn = "";
  #isNear = false;
  #width = 0;
  #roomBefore = 0;
  /** Told, not asked: asking the document for a width makes it lay itself out again. */
  #resized = new ResizeObserver(([entry]) => {
    this.#width = Math.round(entry?.contentRect.width ?? 0);
    this.#draw();
  });
  #seen = new IntersectionObserver(
    ([entry]) => {
      this.#isNear = entry?.isIntersecting ?? false;
      this.#draw();
    },
    { rootMargin: "400px" },
  );
  #stops: (() => void)[] = [];

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
    this.#seen.observe(this);
    this.#stops = [onChange(() => this.#draw()), onPrint(() => this.#print())];
    addEventListener("afterprint", this.#unprint);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#seen.disconnect();
    for (const stop of this.#stops) stop();
    removeEventListener("afterprint", this.#unprint);
  }

  protected override render(): TemplateResult {
    return html`<figure class="chart">
      ${this.#caption()}
      <div
        class=${this.#rows(this.mark) ? "canvas traced" : "canvas"}
        role="img"
        tabindex="0"
        aria-label=${this.#description()}
        @pointermove=${this.#hover}
        @pointerleave=${() => (this.mark = null)}
        @click=${() => this.#trace()}
        @keydown=${this.#keys}
        @blur=${() => (this.mark = null)}
      >
        <canvas aria-hidden="true"></canvas>
        ${this.mark ? this.#ring(this.mark) : nothing}
      </div>
    </figure>`;
  }

  /** What the picture shows; in its absence nobody knows what a shade or a stroke means. */
  #caption(): TemplateResult | typeof nothing {
    const subtitle = words(this.spec.subtitle);
    // Above it may go on, with the customers that were chosen.
    const isSaid = this.said.startsWith(subtitle);
    if (!this.hasTitle && isSaid) return nothing;
    return html`<figcaption>${this.hasTitle ? html`<b>${words(this.spec.title)}</b> ` : nothing}${isSaid ? nothing : html`<span class="quiet">${subtitle}</span>`}</figcaption>`;
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("spec")) this.#drawn = "";
    this.#draw();
  }

  #ring(mark: Mark): TemplateResult {
    return html`<svg class="ring" aria-hidden="true" width="100%" height="100%">
        <rect x=${(mark.area?.x ?? mark.x - 7) - 1} y=${(mark.area?.y ?? mark.y - 7) - 1} rx=${mark.area ? 3 : 9}
          width=${(mark.area?.width ?? 14) + 2} height=${(mark.area?.height ?? 14) + 2}></rect>
      </svg>
      <div class="tip ${mark.x > this.#width / 2 ? "left" : "right"}" aria-hidden="true">
        <b>${mark.label}</b> ${mark.value}
      </div>`;
  }

  /** One line for those who cannot see it. Charts exist only once the engine is ready. */
  #description(): string {
    return words(this.spec.description);
  }

  /** Draws when near the window and when anything that shapes the drawing changed. */
  #draw(): void {
    const canvas = this.querySelector("canvas");
    const width = this.#width;
    if (!canvas || !this.#isNear || width === 0) return;
    // A slide is enlarged, and its picture fits the screen.
    const isSlide = state.presenting !== null;
    const ratio = devicePixelRatio * (isSlide ? slideZoom() : 1);
    const most = isSlide ? this.#room() : Infinity;
    const options = JSON.stringify({ width, ratio, theme: themeShown(), language: language() });
    const drawn = `${options} ${most}`;
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    void inTurn(() => {
      if (this.#drawn !== drawn || !this.isConnected) return;
      this.#hits = drawChart(canvas, this.spec, options);
      if (canvas.height / ratio > most) this.#hits = drawChart(canvas, this.spec, JSON.stringify({ ...(JSON.parse(options) as object), height: most }));
      this.style.setProperty("--chart-height", `${canvas.height / ratio}px`);
      this.mark = null;
    });
  }

  /** The height that the words of a slide leave to its picture. */
  #room(): number {
    const canvas = this.querySelector<HTMLElement>(".canvas")?.offsetHeight ?? 0;
    const slide = [...(this.closest(".slide")?.querySelectorAll<HTMLElement>(".cell, .slide-nav") ?? [])];
    const height = slide.reduce((sum, part) => sum + part.offsetHeight, 0);
    const room = Math.max(LEAST_PX, Math.floor(innerHeight / slideZoom() - (height - canvas)) - ROUNDING_PX);
    // An enlarged page rounds its heights now up, now down: a pixel more is no reason to draw anew.
    if (Math.abs(room - this.#roomBefore) > ROUNDING_PX) this.#roomBefore = room;
    return this.#roomBefore;
  }

  #hover(event: PointerEvent): void {
    const box = this.querySelector(".canvas")?.getBoundingClientRect();
    if (!box || !this.#hits) return;
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    let [nearest, best] = [null as Mark | null, NEAR];
    for (const mark of this.#hits.series.flatMap((series) => series.marks)) {
      const { area } = mark;
      const isInside = area && x >= area.x && x <= area.x + area.width && y >= area.y && y <= area.y + area.height;
      const distance = isInside ? 0 : area ? NEAR : Math.hypot(mark.x - x, mark.y - y);
      if (distance < best) [nearest, best] = [mark, distance];
    }
    if (nearest !== this.mark) this.#show(nearest);
  }

  /** Arrows walk the marks of a series, up and down the series. */
  #keys(event: KeyboardEvent): void {
    const series = this.#hits?.series.filter((one) => one.marks.length > 0) ?? [];
    if (series.length === 0) return;
    const at = this.#at;
    const count = series[at.series]?.marks.length ?? 0;
    switch (event.key) {
      case "ArrowRight": at.mark = Math.min(count - 1, at.mark + 1); break;
      case "ArrowLeft": at.mark = Math.max(0, at.mark - 1); break;
      case "ArrowUp": at.series = Math.max(0, at.series - 1); break;
      case "ArrowDown": at.series = Math.min(series.length - 1, at.series + 1); break;
      case "Home": at.mark = 0; break;
      case "End": at.mark = count - 1; break;
      case "Escape": this.mark = null; return;
      case "Enter": this.#trace(); return;
      default: return;
    }
    event.preventDefault();
    event.stopPropagation();
    const marks = series[at.series]?.marks ?? [];
    const mark = marks[Math.max(0, Math.min(marks.length - 1, at.mark))] ?? null;
    this.#show(mark);
    if (mark) announce(mark.words);
  }

  /** The rows behind the mark, where it leads to some. */
  #rows(mark: Mark | null): { table: string; rows: number[] } | null {
    const links = this.spec.links?.find(({ layer }) => layer === mark?.layer);
    const rows = mark ? links?.rows[mark.index] : undefined;
    return links && rows?.length ? { table: links.table, rows } : null;
  }

  #trace(): void {
    const rows = this.#rows(this.mark);
    if (rows) change({ trace: { cell: this.cell, place: { rows } } });
  }

  #show(mark: Mark | null): void {
    this.mark = mark;
    if (!mark) return;
    this.style.setProperty("--tip-x", `${mark.x}px`);
    this.style.setProperty("--tip-y", `${mark.y}px`);
  }

  /** Paper gets the vector drawing. */
  async #print(): Promise<void> {
    await isReady;
    this.#unprint();
    const image = new Image();
    image.className = "printed";
    image.alt = this.#description();
    image.src = URL.createObjectURL(new Blob([svgOf(this.spec, PAPER_PX, false)], { type: "image/svg+xml" }));
    this.querySelector("figure")?.append(image);
    await image.decode().catch(() => {});
  }

  #unprint = (): void => {
    for (const image of this.querySelectorAll<HTMLImageElement>(".printed")) {
      URL.revokeObjectURL(image.src);
      image.remove();
    }
  };
}
