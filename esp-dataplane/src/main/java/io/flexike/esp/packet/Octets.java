package io.flexike.esp.packet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in network byte order inside arrays. */
public final class Octets {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Octets() {}

    public static int int16(byte[] buffer, int at) {
        return (short) SHORT.get(buffer, at) & 0xffff;
    }

    public static int int32(byte[] buffer, int at) {
        return (int) INT.get(buffer, at);
    }

    public static long int64(byte[] buffer, int at) {
        return (long) LONG.get(buffer, at);
    }

    public static void putInt16(byte[] buffer, int at, int value) {
        SHORT.set(buffer, at, (short) value);
    }

    public static void putInt32(byte[] buffer, int at, int value) {
        INT.set(buffer, at, value);
    }

    public static void putInt64(byte[] buffer, int at, long value) {
        LONG.set(buffer, at, value);
    }
}
