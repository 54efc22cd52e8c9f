declare const brand: unique symbol;

/** A value that only its own module can mint: same bytes at run time, another type to the compiler. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
