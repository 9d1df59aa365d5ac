/** Packet ciphers: AEADs and encrypt-then-MAC behind one pair of interfaces. */
package io.flexike.crypto.cipher;
