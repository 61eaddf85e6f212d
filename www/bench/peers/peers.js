// Two readers that people use in pages today, each from a chosen file to a table it can work on.

import * as duckdb from "@duckdb/duckdb-wasm";
import Papa from "papaparse";

const readers = {
  async duckdb() {
    const home = new URL(".", location.href).href;
    const worker = new Worker(`${home}duckdb-browser-eh.worker.js`);
    const database = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), worker);
    await database.instantiate(`${home}duckdb-eh.wasm`);
    const connection = await database.connect();
    return async (file) => {
      await database.registerFileHandle("file.csv", file, duckdb.DuckDBDataProtocol.BROWSER_FILEREADER, true);
      await connection.query("create table t as select * from read_csv('file.csv')");
      const found = await connection.query("select count(*)::int as n from t");
      return found.get(0).n;
    };
  },
  async papaparse() {
    return (file) =>
      new Promise((resolve, reject) => {
        const rows = [];
        Papa.parse(file, {
          header: true,
          dynamicTyping: true,
          chunk: ({ data }) => {
            for (const row of data) rows.push(row);
            window.told += 1;
          },
          complete: () => resolve((window.kept = rows).length),
          error: reject,
        });
      });
  },
};

const read = await readers[location.search.slice(1)]();
window.watch();
window.finished = new Promise((done, fail) => {
  document.getElementById("file").addEventListener("change", ({ target }) => {
    const begin = performance.now();
    read(target.files[0]).then((rows) => done({ wall: performance.now() - begin, rows }), fail);
  });
});
window.isReady = true;
