package io.flexike.flexvpn;

import io.flexike.crypto.SecretBytes;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.policy.KeyringPeer;
import io.flexike.ike.session.PeerPpks;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds what is missing in a keyring. */
final class KeyringCheck {
    private KeyringCheck() {}

    /** @param aspect which side's keys are looked at */
    static void check(Keyring keyring, String aspect, Findings findings, Predicate<KeyringPeer> hasKey) {
        findings.within(keyring.toString(), keyring, aspect, () -> checkBlocks(keyring, findings, hasKey));
    }

    private static void checkBlocks(Keyring keyring, Findings findings, Predicate<KeyringPeer> hasKey) {
        if (keyring.peers().stream().noneMatch(hasKey)) {
            findings.add("no peer with a key of this direction");
        }
        for (KeyringPeer peer : keyring.peers()) {
            findings.within(peer.toString(), () -> {
                if (!peer.describesPeer()) {
                    findings.add("neither an identity nor an address nor a host name");
                }
                // a block may be there for its post-quantum pre-shared keys alone; PpkCheck looks at these
                if (peer.localKey().isEmpty()
                        && peer.remoteKey().isEmpty()
                        && peer.ppks().equals(PeerPpks.NONE)) {
                    findings.add("no pre-shared key");
                }
                if (isEmpty(peer.localKey()) || isEmpty(peer.remoteKey())) {
                    findings.add("an empty pre-shared key");
                }
            });
        }
    }

    private static boolean isEmpty(Optional<SecretBytes> key) {
        return key.filter(secret -> secret.length() == 0).isPresent();
    }
}
