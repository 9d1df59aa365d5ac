/** Key exchanges: Diffie-Hellman, elliptic curves and key encapsulation behind one type. */
package io.flexike.crypto.kex;
