package io.flexike.examples.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.interop.KernelGuest;
import io.flexike.flexvpn.interop.OtherDaemons;
import java.time.Duration;
import org.awaitility.Awaitility;

/** OpenIKED inside a guest, whose kernel does the ESP. */
final class OpenIked implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final KernelGuest guest;

    private OpenIked(KernelGuest guest) {
        this.guest = guest;
    }

    /** Starts the one daemon of a guest with its configuration. */
    static OpenIked start(KernelGuest guest, String configuration) {
        guest.put("iked.conf", configuration);
        guest.run(OtherDaemons.ENVIRONMENT + """
                modprobe -a af_key
                mkdir -p /var/empty /etc/iked/ca /etc/iked/certs /etc/iked/crls /etc/iked/ocsp /etc/iked/private
                mkdir -p /etc/iked/pubkeys/ipv4 /etc/iked/pubkeys/ipv6 /etc/iked/pubkeys/fqdn /etc/iked/pubkeys/ufqdn
                getent passwd _iked >/dev/null || echo '_iked:x:998:998::/var/empty:/bin/false' >>/etc/passwd
                getent group _iked >/dev/null || echo '_iked:x:998:' >>/etc/group
                openssl ecparam -name prime256v1 -genkey -noout -out /etc/iked/private/local.key
                openssl ec -in /etc/iked/private/local.key -pubout -out /etc/iked/local.pub
                cp /g/iked.conf /etc/iked.conf && chmod 600 /etc/iked.conf /etc/iked/private/local.key
                iked -dvv -f /etc/iked.conf >/run/iked.log 2>&1 & echo $! >/run/iked.is
                # what comes before it has read all of its configuration it forgets again
                while ((SECONDS < 40)); do grep -q 'config_getstatic: .*stickyaddress' /run/iked.log && exit 0; sleep 0.05; done
                cat /run/iked.log; exit 1
                """, LIMIT).orFail();
        return new OpenIked(guest);
    }

    /** Waits for it to say so: a responder answers before it gives the kernel the SAs and policies. */
    void awaitLog(String text) {
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(guest.exec("cat /run/iked.log")).contains(text));
    }

    @Override
    public void close() {
        guest.run("kill $(cat /run/iked.is)");
    }
}
