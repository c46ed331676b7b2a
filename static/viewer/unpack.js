// Unpacks what the build has packed (building/packing.py). It takes a quarter of a second in all, which the page has not:
// a decoder does it, a worker without Python and without network, and is gone when there is nothing left to unpack.
import { scriptAt } from "./scripts.js";
import { say } from "../say.js";

export class Unpacker {
  constructor(script, compiled) {
    this.worker = new Worker(scriptAt(script));
    this.waiting = []; // [done, failed] of each job, by its number
    const { port1, port2 } = new MessageChannel();
    this.jobs = port1;
    this.worker.postMessage({ jobs: port2, compiled }, [port2]);
    port1.onmessage = ({ data: { up, number, bytes } }) => {
      if (up) return;
      const [done, failed] = this.waiting[number];
      if (bytes) done(bytes.buffer);
      else failed(new Error(say("script.load.packed")));
    };
    this.worker.onerror = (event) => {
      event.preventDefault();
      this.waiting.forEach(([, failed]) => failed(new Error(event.message ?? say("script.load.unpacker"))));
    };
  }
  unpack(body) {
    return new Promise((...ends) => {
      const number = this.waiting.push(ends) - 1;
      this.jobs.postMessage({ number, codec: "brotli", data: new Uint8Array(body) }, [body]);
    });
  }
  end() {
    this.worker.terminate();
  }
}
