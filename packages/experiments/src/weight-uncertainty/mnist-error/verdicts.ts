/**
 * Points of error within which a cell counts as met, and two errors are similar: an error of 1.5 % counted on 10,000 images has a
 * standard error of 0.12 points, and the source's own evaluations of one network differ by 0.1.
 */
export const tolerancePoints = 0.25;

/** How many standard errors apart two networks must be to differ. */
export const standardErrors = 2;

/** Standard error of an error counted on so many images, both in %. */
export const binomialError = (percent: number, images: number): number => Math.sqrt((percent * (100 - percent)) / images);

export const signed = (points: number): string => points.toFixed(2).replace("-", "−");
