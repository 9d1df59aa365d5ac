package io.flexike.ike.simulation;

import io.flexike.ike.session.IkeEvent;
import java.time.Instant;

/** An event of an engine and the virtual time at which it happened. */
public record TimedEvent(Instant at, IkeEvent event) {}
