// First in every sealed worker: takes away all by which a script could leave something behind in this browser, or talk to other pages and
// workers of this site. The policy of a worker is about the network; what a site stores it lets every script of that site have. So a
// fault in a library that reads what others wrote would reach the store from which the viewer itself comes: without this.
// What is taken is gone from the global object and from all that it inherits from; none of it is kept here. A worker within this one
// would have all of it anew, and the policy refuses that. A worker in which something cannot be taken does not start.

// Names of the global object, in families: what a browser adds to one of them goes with it.
const FAMILIES = [
  /^(caches|Cache|CacheStorage)$/,
  /^(indexedDB|mozIndexedDB|webkitIndexedDB)$|^(webkit)?IDB/,
  /Storage/i, // StorageManager, StorageBucketManager …
  /^cookieStore$|^Cookie/,
  /FileSystem/, // the origin's private one; handles of the person's own folders come from the page, see below
  /^BroadcastChannel$|^Lock(Manager)?$/,
  /^(Shared|Service)Worker|^(NavigationPreload|Background|Periodic|Sync|Push)/,
  /^(webkit)?RTC|^WebTransport|^WebSocketStream|^(TCP|UDP)(Server)?Socket/,
  /^Notification|^Pressure|^Idle|^(USB|HID|Serial|Bluetooth|MIDI|NDEF)/,
];
// Of the navigator only facts about the computer stay: no store, no lock, no other worker, no device.
const FACTS = new Set([
  "constructor", "appCodeName", "appName", "appVersion", "product", "platform", "userAgent", "vendor", "language", "languages", "onLine",
  "hardwareConcurrency", "deviceMemory",
]);

// Of the handles of the person's folders only reading stays.
const READING = new Set(["constructor", "name", "kind", "isSameEntry", "getFile", "keys", "values", "entries"]);

function* chain(object) {
  for (let at = object; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) yield at;
}

// `wanted` says of a name whether it goes.
function take(object, wanted) {
  for (const name of Object.getOwnPropertyNames(object)) {
    if (wanted(name) && !Reflect.deleteProperty(object, name)) throw new Error(`${name} cannot be taken away`);
  }
}

for (const handle of ["FileSystemHandle", "FileSystemFileHandle", "FileSystemDirectoryHandle"]) {
  if (self[handle]) take(self[handle].prototype, (name) => !READING.has(name));
}
for (const one of chain(self.navigator)) take(one, (name) => !FACTS.has(name));
for (const one of chain(self)) take(one, (name) => FAMILIES.some((family) => family.test(name)));
