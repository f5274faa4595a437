// every declaration of the library, and nothing that needs Node or the page
export * as tensor from "@credence/tensor";
export * as credence from "credence";
