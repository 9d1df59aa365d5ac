# Two strongSwan daemons with ESP in user space (kernel-libipsec). Sourced by tunnel.sh.

start_strongswan() {
    charon "$left" left "$outer_left" "$outer_right" 1 2 || return 1
    charon "$right" right "$outer_right" "$outer_left" 2 1 || return 1
    if ! {
        swanctl_of left --load-all --noprompt &&
            swanctl_of right --load-all --noprompt &&
            swanctl_of left --initiate --child tunnel
    } >"$scratch/swanctl.log" 2>&1; then
        tail -n 20 "$scratch"/*.log >&2
        return 1
    fi
}

esp_proposal() {
    case $cipher in
    aes-gcm-128) echo aes128gcm16 ;;
    aes-gcm-256) echo aes256gcm16 ;;
    chacha20-poly1305) echo chacha20poly1305 ;;
    aes-cbc-sha-256) echo aes256-sha256 ;;
    esac
}

charon() { # NAMESPACE SIDE LOCAL REMOTE OUR_NUMBER THEIR_NUMBER
    local folder=$scratch/$2
    rm -rf "$folder"
    mkdir -p "$folder/run"
    cat >"$folder/strongswan.conf" <<CONF
charon {
  load_modular = no
  load = random nonce openssl aes sha1 sha2 hmac kdf gcm ctr chapoly curve25519 pem pkcs1 pkcs8 x509 pubkey kernel-libipsec kernel-netlink socket-default vici updown
  filelog {
    f {
      path = $scratch/charon-$2.log
      default = 1
      flush_line = yes
    }
  }
  plugins {
    vici {
      socket = unix://$folder/run/vici
    }
  }
}
swanctl {
  load = random nonce openssl pem pkcs1 pkcs8 x509 pubkey
}
CONF
    cat >"$folder/swanctl.conf" <<CONF
connections {
  peer {
    version = 2
    local_addrs = $3
    remote_addrs = $4
    proposals = aes128gcm16-prfsha256-x25519
    local {
      auth = psk
      id = $2
    }
    remote {
      auth = psk
      id = %any
    }
    children {
      tunnel {
        local_ts = 10.$5.0.0/24,fd0$5::/64
        remote_ts = 10.$6.0.0/24,fd0$6::/64
        esp_proposals = $(esp_proposal)
      }
    }
  }
}
secrets {
  ike {
    secret = "everybody knows it"
  }
}
CONF
    # shellcheck disable=SC2016 # expanded inside: /run is private, so that two daemons have two pid files
    STRONGSWAN_CONF=$folder/strongswan.conf start_end "$1" "$2.log" \
        sh -c 'mount --bind "$0" /run && exec /usr/lib/ipsec/charon' "$folder/run"
    await "charon does not come up" swanctl_of "$2" --stats
}

swanctl_of() { # SIDE ARGUMENTS...
    STRONGSWAN_CONF=$scratch/$1/strongswan.conf SWANCTL_DIR=$scratch/$1 \
        swanctl "${@:2}" --uri "unix://$scratch/$1/run/vici"
}
