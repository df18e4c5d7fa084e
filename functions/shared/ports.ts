// The ports, on one page: all that a decision may ask of the world.
export interface Processor { readonly name: string }
