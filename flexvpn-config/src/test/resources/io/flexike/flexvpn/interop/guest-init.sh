#!/bin/bash
# First process of a User Mode Linux guest. The root is this host's, read-only through hostfs; below, an overlay in
# memory makes it writable. The kernel command line carries fxname=NAME and fxdir=FOLDER; FOLDER is /g inside.
# Work comes as FOLDER/jobs/N.job (a bash script); N.out and then N.code (its exit code) answer. FOLDER/halt ends it.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
if [ -z "$FX_INSIDE" ]; then
    mount -t proc proc /proc
    for word in $(</proc/cmdline); do
        case $word in fxname=*|fxdir=*) export "${word?}" ;; esac
    done
    release=$(uname -r)
    modules=/usr/lib/uml/modules/$release
    grep -qw overlay /proc/filesystems || insmod "$modules/kernel/fs/overlayfs/overlay.ko"
    mount -t tmpfs -o size=50% memory /mnt
    mkdir /mnt/changes /mnt/work /mnt/root
    mount -t overlay -o lowerdir=/,upperdir=/mnt/changes,workdir=/mnt/work overlay /mnt/root
    cd /mnt/root || exit 1
    mkdir -p g "lib/modules/$release"
    mount -t hostfs -o "$modules" modules "lib/modules/$release"
    mount -t hostfs -o "$fxdir" shared g
    mount -t proc proc proc
    mount -t sysfs sys sys
    mount -t devtmpfs dev dev
    mount -t tmpfs run run
    mount -t tmpfs tmp tmp
    mkdir -p dev/net run/lock
    chmod 1777 tmp
    export FX_INSIDE=yes
    exec chroot /mnt/root /bin/bash /g/guest-init.sh
fi
[ -c /dev/net/tun ] || mknod /dev/net/tun c 10 200
echo "$fxname" >/proc/sys/kernel/hostname
ip link set lo up
# everything ESP and AH need, by name: the kernel's own modprobe looks at the host's root, which has no modules for it
modprobe -a xfrm_user ah4 ah6 esp4 esp6 xfrm4_tunnel xfrm6_tunnel authenc authencesn cbc ctr gcm ghash-generic seqiv echainiv \
    hmac sha512_generic drbg jitterentropy_rng
# and it would look for every other algorithm when a daemon registers with PF_KEY, which takes it half a minute in vain
echo >/proc/sys/kernel/modprobe
mkfifo /run/.never && exec 9<>/run/.never
echo up >/g/ready
until [ -e /g/halt ]; do
    for job in /g/jobs/*.job; do
        [ -f "$job" ] || continue
        name=${job%.job}
        mv "$job" "$name.running"
        bash "$name.running" >"$name.out" 2>&1 </dev/null 9<&-
        echo $? >"$name.tmp"
        mv "$name.tmp" "$name.code"
    done
    read -r -t 0.02 -u 9
done
echo o >/proc/sysrq-trigger
sleep 5
