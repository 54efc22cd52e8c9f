#!/bin/sh
# network-bench.sh FAR_SIDE COMMAND…: runs a command beside a NetworkManager of its own, at one end of a cable. What
# answers at the other end: nothing, dhcp, ipv6 or taken; unplugged: no cable. FAR is the id of a process of the far side.
# Needs root. All of it is in namespaces of its own, and ends with the command.
set -eu
# Only in a namespace of processes that was just made is this the first one.
if [ $$ != 1 ]; then
  BENCH=$(mktemp -d)
  export BENCH
  trap 'rm -rf "$BENCH"' EXIT
  unshare --net --mount --pid --fork --kill-child --mount-proc sh "$0" "$@"
  exit
fi
far_side=$1
shift
mount --make-rprivate /
mkdir "$BENCH/run" "$BENCH/state" "$BENCH/settings"
mount --bind "$BENCH/run" /run
# Read-only, so that NetworkManager waits for no udev.
mount -t sysfs -o ro none /sys
for folder in state:/var/lib/NetworkManager settings:/etc/NetworkManager; do
  mkdir -p "${folder#*:}"
  mount --bind "$BENCH/${folder%%:*}" "${folder#*:}"
done
mkdir -p /run/dbus /run/NetworkManager
printf '[main]\nplugins=keyfile\nno-auto-default=*\ndns=none\nrc-manager=unmanaged\n' >/etc/NetworkManager/NetworkManager.conf
ip link set lo up
unshare --net sleep 600 &
FAR=$!
export FAR
while [ "$(readlink /proc/$FAR/ns/net)" = "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
far() { nsenter --target "$FAR" --net "$@"; }
ip link add cable0 type veth peer name far0 netns "$FAR"
far ip address add 198.51.100.1/24 dev far0
far ip address add 2001:db8:1::1/64 dev far0 nodad
[ "$far_side" = unplugged ] || far ip link set far0 up
answer() {
  far dnsmasq --keep-in-foreground --port=0 --conf-file=/dev/null --interface=far0 --bind-interfaces --leasefile-ro --pid-file= "$@" 2>"$BENCH/dnsmasq.log" &
}
case $far_side in
dhcp) answer --dhcp-range=198.51.100.10,198.51.100.50,1h ;;
ipv6) answer --enable-ra --dhcp-range=2001:db8:1::,ra-stateless,64,1h ;;
esac
dbus-daemon --system --fork --nopidfile
NetworkManager --no-daemon 2>"$BENCH/manager.log" &
"$@"
