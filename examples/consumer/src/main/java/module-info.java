/** An application that uses Flexike through one dependency and one module. */
module com.example.consumer {
    requires io.flexike.flexvpn;
}
