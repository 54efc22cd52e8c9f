#!/bin/busybox sh
# pid 1 of the initramfs of the system that recovery installs: opens the root filesystem that the signed command line
# names, by dm-verity, and starts it. Where this fails, a netbook would go to recovery; here the machine goes off.
export PATH=/bin DM_DISABLE_UDEV=1

fail() {
  echo "OS DOES NOT START: $1"
  usleep 200000
  poweroff -f
}

# The value of an argument of the verity target in the command line.
said() { sed -n "s/.*[ \"]$1=\([^ \"]*\).*/\1/p" /proc/cmdline; }

# busybox takes its own findfs for a name without a path, and that knows no PARTUUID.
# The partition behind that of the kernel: PARTUUID=<its GUID>/PARTNROFF=1.
find_root() {
  kernel=$(basename "$(/bin/findfs "PARTUUID=$1" 2>/dev/null)")
  [ -n "$kernel" ] || return 1
  next=$(($(cat "/sys/class/block/$kernel/partition") + 1))
  for sibling in "/sys/class/block/$kernel/.."/*/partition; do
    [ "$(cat "$sibling")" = "$next" ] && root=/dev/$(basename "$(dirname "$sibling")") && return 0
  done
  return 1
}

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
while read -r module; do insmod "/modules/$module" || fail "the module $module cannot be loaded"; done < /modules/order

payload=$(said payload)
guid=$(echo "$payload" | sed -n 's,^PARTUUID=\([0-9A-Fa-f-]*\)/PARTNROFF=1$,\1,p' | tr A-F a-f)
[ -n "$guid" ] || fail "the command line names no root filesystem"
waited=0
until find_root "$guid"; do
  [ "$waited" -lt 100 ] || fail "the root filesystem is not there"
  waited=$((waited + 1))
  usleep 100000
done

sectors=$(said hashstart)
blocks=$((sectors / 8))
salt=$(said salt)
dmsetup create --readonly vroot --table "0 $sectors verity 0 $root $root 4096 4096 $blocks $blocks \
  $(said alg) $(said root_hexdigest) ${salt:--}" || fail "dm-verity refuses the root filesystem"
mount -t ext4 -o ro /dev/mapper/vroot /root || fail "the root filesystem cannot be mounted"
for folder in proc sys dev; do mount --move "/$folder" "/root/$folder"; done
exec switch_root /root /sbin/init
