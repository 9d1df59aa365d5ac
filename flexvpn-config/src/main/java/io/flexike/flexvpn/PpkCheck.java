package io.flexike.flexvpn;

import io.flexike.crypto.SecretBytes;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.policy.KeyringPeer;
import io.flexike.ike.session.PeerPpks;
import io.flexike.ike.session.Ppk;
import io.flexike.ike.session.PpkId;
import java.util.HashMap;
import java.util.Map;

/** Finds what is wrong with the post-quantum pre-shared keys of a profile. */
final class PpkCheck {
    private PpkCheck() {}

    static void check(IkeProfile profile, Findings findings) {
        profile.ppks().ifPresent(keyring -> {
            boolean shared = profile.local()
                    .filter(local -> local.parts().stream()
                            .anyMatch(part -> part instanceof Authentication.PreSharedKey psk
                                    && psk.keyring().equals(keyring)))
                    .isPresent();
            String aspect = shared ? "PPKs beside keys" : "PPKs";
            findings.within(
                    "ppks",
                    () -> findings.within(keyring.toString(), keyring, aspect, () -> check(keyring, shared, findings)));
        });
    }

    private static void check(Keyring keyring, boolean shared, Findings findings) {
        if (!shared && keyring.peers().stream().allMatch(peer -> peer.ppks().equals(PeerPpks.NONE))) {
            findings.add("no post-quantum pre-shared key");
        }
        checkBlocks(keyring, shared, findings);
    }

    private static void checkBlocks(Keyring keyring, boolean shared, Findings findings) {
        Map<PpkId, SecretBytes> known = new HashMap<>();
        for (KeyringPeer peer : keyring.peers()) {
            findings.within(peer.toString(), () -> {
                if (!shared && !peer.describesPeer()) {
                    findings.add("neither an identity nor an address nor a host name");
                }
                if (peer.ppks().areRequired() && peer.ppks().keys().isEmpty()) {
                    findings.add(
                            "needs a post-quantum pre-shared key, but there is none, so that it can never connect");
                }
                if (peer.excessPpks() > 0) {
                    findings.add("more than " + PeerPpks.MOST + " post-quantum pre-shared keys");
                }
                for (Ppk ppk : peer.ppks().keys()) {
                    SecretBytes earlier = known.putIfAbsent(ppk.id(), ppk.key());
                    if (earlier != null && !earlier.equals(ppk.key())) {
                        findings.add("another post-quantum pre-shared key has the same " + ppk.id());
                    }
                }
            });
        }
    }
}
