// A film in the browser's own player, out of bytes that are in this page: an address of the kind blob: names them and leads nowhere else.
let player = null;
let address = null;

// Always as MPEG-4: what begins like one is no list of addresses to play from, which browsers would follow (HLS).
export function film(video, bytes) {
  stop();
  [player, address] = [video, URL.createObjectURL(new Blob([bytes], { type: "video/mp4" }))];
  video.src = address;
}

export function stop() {
  if (!player) return;
  player.pause();
  player.removeAttribute("src");
  player.load();
  URL.revokeObjectURL(address);
  [player, address] = [null, null];
}
