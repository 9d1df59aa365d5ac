package io.flexike.flexvpn.router;

import io.flexike.ike.certificate.Passphrases;
import io.flexike.ike.certificate.Trustpoint;
import java.io.IOException;
import java.nio.file.Path;

/** Where the authorities, certificates and keys of trustpoints are, of which a router's text has the names alone. */
@FunctionalInterface
public interface Trustpoints {
    /**
     * The trustpoint of that name.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if there is none, or it does not hold what it should
     */
    Trustpoint named(String name) throws IOException;

    /** There is none. */
    static Trustpoints none() {
        return name -> {
            throw new IllegalArgumentException("its certificates are not given");
        };
    }

    /** In a folder with a folder for each of them; see {@link Trustpoint#ofFolder}. */
    static Trustpoints ofFolder(Path folder) {
        return ofFolder(folder, Passphrases.none());
    }

    /** The same with private keys that may be encrypted. */
    static Trustpoints ofFolder(Path folder, Passphrases passphrases) {
        return name -> Trustpoint.ofFolder(folder, name, passphrases);
    }
}
