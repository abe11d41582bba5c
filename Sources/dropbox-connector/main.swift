print("The program comes with its first file.")
