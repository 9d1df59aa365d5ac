package io.flexike.ike.task;

import io.flexike.ike.session.Ppk;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a post-quantum pre-shared key takes part in the keys of an IKE SA that is being made. */
final class PpkAgreement {
    private Way way = Way.NONE;
    private @Nullable Ppk mixed;

    /** What both ends have said in IKE_SA_INIT. */
    enum Way {
        /** No key takes part. */
        NONE,
        /** RFC 8784. */
        IN_AUTH,
        /** RFC 9867. */
        IN_INTERMEDIATE
    }

    Way way() {
        return way;
    }

    void way(Way agreed) {
        way = agreed;
    }

    /** The key that IKE_INTERMEDIATE has brought in, if both ends had one in common. */
    Optional<Ppk> mixed() {
        return Optional.ofNullable(mixed);
    }

    void mixed(Ppk common) {
        mixed = common;
    }
}
