package io.flexike.flexvpn.session;

import io.flexike.ike.session.IkeEvent;
import java.time.Instant;

/**
 * An IKE message as it was sent or received, decrypted.
 *
 * @param at when that was
 */
public record TracedMessage(Instant at, IkeEvent.MessageTraced message) {}
