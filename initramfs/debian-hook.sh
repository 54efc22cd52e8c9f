#!/bin/sh
# Run by mmdebstrap when the packages are unpacked in $1: fetches the kernel package and "$2"…, with the same package
# lists, and writes down what the image is made of.
set -eu
root=$1
shift
export APT_CONFIG="$MMDEBSTRAP_APT_CONFIG"
mkdir "$root/packages"
cd "$root/packages"
case " $* " in
  *" linux-image-"*) kernel= ;;
  *) kernel=$(apt-cache depends linux-image-amd64 | sed -n 's/^ *Depends: //p') ;;
esac
apt-get download -qq -o APT::Sandbox::User=root $kernel "$@"
for deb in ./*.deb "$root"/var/cache/apt/archives/*.deb; do
  sum=$(sha256sum "$deb" | cut -d ' ' -f 1)
  dpkg-deb --show --showformat="\${Package} \${Version} \${Architecture} $sum\n" "$deb"
done | LC_ALL=C sort > list
