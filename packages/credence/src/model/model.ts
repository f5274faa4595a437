/** placeholder until the contract below lands */
export interface Model {
  readonly name: string;
}
