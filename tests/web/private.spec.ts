// A listener stands outside; the built page tries every way out that a page has. Nothing may arrive.

import { expect, test } from "@playwright/test";
import { createServer } from "node:http";
import { createSocket } from "node:dgram";
import type { AddressInfo } from "node:net";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { app, SINGLE } from "./common";

test("nothing gets out of the page, by any way a page has", async ({ page }) => {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(request.url ?? "");
    response.setHeader("Access-Control-Allow-Origin", "*").end("ok");
  });
  server.on("upgrade", (request, socket) => {
    heard.push(request.url ?? "");
    socket.destroy();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const stun = createSocket("udp4");
  stun.on("message", () => heard.push("stun"));
  await new Promise<void>((done) => stun.bind(0, "127.0.0.1", done));
  const to = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  await page.goto(SINGLE);
  await app(page).locator("main").first().waitFor();
  const frame = page.frames()[1]!;
  await frame.evaluate(
    async ({ to, port }) => {
      const attempt = async (work: () => unknown): Promise<void> => {
        try {
          await work();
        } catch {
          // Refused, as it should be.
        }
      };
      const put = (tag: string, attributes: Record<string, string>, where: Element = document.body): HTMLElement => {
        const element = document.createElement(tag);
        for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
        where.append(element);
        return element;
      };
      const own = globalThis as unknown as Record<string, new (options: unknown) => { createDataChannel(name: string): void; createOffer(): Promise<unknown>; setLocalDescription(offer: unknown): Promise<void> }>;
      await attempt(() => fetch(`${to}/fetch`));
      await attempt(() => {
        const request = new XMLHttpRequest();
        request.open("GET", `${to}/xhr`);
        request.send();
      });
      await attempt(() => new WebSocket(to.replace("http", "ws") + "/websocket"));
      await attempt(() => new EventSource(`${to}/eventsource`));
      await attempt(() => navigator.sendBeacon(`${to}/beacon`, "x"));
      await attempt(() => put("img", { src: `${to}/img` }));
      await attempt(() => put("link", { rel: "stylesheet", href: `${to}/css` }, document.head));
      await attempt(() => put("link", { rel: "prefetch", href: `${to}/prefetch` }, document.head));
      await attempt(() => put("link", { rel: "preload", as: "image", href: `${to}/preload` }, document.head));
      await attempt(() => put("style", {}, document.head).append(`body{background:url(${to}/url)}@font-face{font-family:f;src:url(${to}/font)}`));
      await attempt(() => new FontFace("g", `url(${to}/fontface)`).load());
      await attempt(() => put("script", { src: `${to}/script` }));
      await attempt(() => put("iframe", { src: `${to}/iframe` }));
      await attempt(() => put("video", { src: `${to}/video` }));
      await attempt(() => put("object", { data: `${to}/object` }));
      await attempt(() => (put("form", { action: `${to}/form`, method: "post" }) as HTMLFormElement).submit());
      await attempt(() => (put("a", { href: "#", ping: `${to}/ping` }) as HTMLAnchorElement).click());
      await attempt(() => (put("a", { href: `${to}/link`, target: "_blank" }) as HTMLAnchorElement).click());
      await attempt(() => (put("a", { href: `${to}/download`, download: "x" }) as HTMLAnchorElement).click());
      await attempt(() => new Worker(`${to}/worker`));
      await attempt(() => new Worker(URL.createObjectURL(new Blob([`fetch("${to}/worker-fetch");importScripts("${to}/import-scripts")`]))));
      await attempt(() => import(/* @vite-ignore */ `${to}/import`));
      await attempt(() => open(`${to}/open`));
      await attempt(async () => {
        const Peer = own.RTCPeerConnection ?? own.webkitRTCPeerConnection;
        const peer = new Peer!({ iceServers: [{ urls: `stun:127.0.0.1:${port}` }] });
        peer.createDataChannel("x");
        await peer.setLocalDescription(await peer.createOffer());
      });
      await attempt(() => parent.postMessage({ to }, "*"));
      await attempt(() => {
        top!.location.href = `${to}/top`;
      });
      await attempt(() => {
        location.href = `${to}/location`;
      });
    },
    { to, port: stun.address().port },
  ).catch(() => {});
  await page.waitForTimeout(1500);
  expect(heard).toEqual([]);
  server.close();
  stun.close();
});

test("the bundle names no other way to the network", () => {
  const app = readFileSync(resolve(__dirname, "../../www/pkg/app.js"), "utf8");
  for (const api of ["XMLHttpRequest", "new WebSocket", "EventSource(", "sendBeacon", "new RTCPeerConnection", "window.open(", "location.href=", "location="]) {
    expect(app, api).not.toContain(api);
  }
  // The privacy panel's own test is the one call.
  expect(app.match(/\bfetch\(/g)?.length ?? 0).toBe(1 + (app.match(/fetch\(module_or_path|fetch\(\w{1,2}\)/g)?.length ?? 0));
});

test("the privacy panel's own attempt is blocked and says by which rule", async ({ page }) => {
  await page.goto(SINGLE);
  const frame = app(page);
  await frame.locator(".claim button").click();
  await frame.locator(".facts .pill").first().click();
  await expect(frame.locator(".facts [role=status]")).toContainText("connect-src");
});
