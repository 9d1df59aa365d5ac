package io.flexike.flexvpn.tunnel;

import io.flexike.ike.selector.AddressSelector;
import java.util.Objects;

/** What one line of a crypto access list protects: one Child SA. */
public record Flow(AddressSelector local, AddressSelector remote) {
    public Flow {
        Objects.requireNonNull(local);
        Objects.requireNonNull(remote);
    }
}
