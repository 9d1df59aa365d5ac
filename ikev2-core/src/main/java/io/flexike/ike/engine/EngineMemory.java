package io.flexike.ike.engine;

/**
 * How much an engine remembers, as numbers of entries; for counters, and for tests that memory comes back.
 *
 * @param ikeSas IKE SAs, those included that are closed and still repeat their last response
 * @param deadlines IKE SAs that wait for some time
 * @param acquaintances IKE SAs known by the identity of their peer, once as expected and once as proven
 * @param visitors IKE_SA_INIT requests that are answered again when they are repeated
 * @param halfOpen IKE SAs of strangers
 * @param ikeSpis SPIs of IKE SAs in use
 * @param childSpis inbound SPIs of Child SAs in use
 * @param questions questions without an answer
 */
public record EngineMemory(
        int ikeSas,
        int deadlines,
        int acquaintances,
        int visitors,
        int halfOpen,
        int ikeSpis,
        int childSpis,
        int questions) {
    /** Of an engine that has nothing to do. */
    public static final EngineMemory NOTHING = new EngineMemory(0, 0, 0, 0, 0, 0, 0, 0);
}
