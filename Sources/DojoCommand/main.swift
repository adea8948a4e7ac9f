print("dojo")
