package io.flexike.esp.forward;

/** What becomes of the DF bit of a packet in the header before it (RFC 4301 8.1). */
public enum DfRule {
    COPY,
    CLEAR,
    SET
}
