package io.flexike.ike.ticket;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * What tells one ticket from all others.
 *
 * @param octets of the salt or the handle
 */
public record TicketId(ByteBuffer octets, Instant expiresAt) {}
